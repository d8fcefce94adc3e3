package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.store.AttestationStore;
import io.github.captainos.release.signing.store.AttestationStore.Listed;
import io.github.captainos.release.signing.store.SignatureStore;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.trust.AttestationCandidate;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.VerificationKey;
import io.github.captainos.trust.predicate.AttestationKind;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.PredicateType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Verifies the attestations of images in a repository.
 *
 * @param keys the keys, one of which has to have signed
 * @param repository the repository
 * @param store the signatures and attestations in it
 * @param threads runs the requests
 */
record AttestationVerifier(
    List<VerificationKey> keys, Repository repository, SignatureStore store, Tasks threads) {

  /** Of a predicate type, in characters: longer ones are not shown. */
  private static final int LONGEST_TYPE = 400;

  public AttestationVerifier {
    keys = List.copyOf(keys);
  }

  /**
   * Verifies that images have attestations.
   *
   * @param required the kinds that each must have
   * @param images the digest that is used afterwards, for each tag
   * @param state the resulting state if one has not: a sentence
   * @throws ReleaseException if one has no valid attestation of a kind, or if attestations cannot
   *     be read
   */
  void verify(Set<AttestationKind> required, Map<String, DescriptorDigest> images, String state)
      throws ReleaseException {
    List<Callable<List<String>>> verifications = new ArrayList<>();
    images.forEach(
        (tag, digest) ->
            verifications.add(() -> step(tag, state, () -> problems(required, tag, digest))));
    List<String> problems = threads.all(verifications).stream().flatMap(List::stream).toList();
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Images do not have the attestations that captain.requireAttestations demands, by a key of"
              + " captain.publicKey. "
              + state
              + " Check how they were published, or demand less:",
          problems);
    }
  }

  private <T> T step(String tag, String state, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(repository.reference(tag), "looking up its attestations", state, step);
  }

  private List<String> problems(Set<AttestationKind> required, String tag, DescriptorDigest image)
      throws IOException {
    Search search = new Search(image, EnumSet.copyOf(required));
    search.run(
        statement ->
            PredicateType.of(statement.predicateType())
                .ifPresent(type -> search.wanted.remove(type.kind())));
    return search.wanted.stream()
        .map(kind -> repository.reference(tag) + " (" + image + ")" + search.problem(kind))
        .toList();
  }

  /**
   * Returns the SBOMs of an image in attestations that are valid, each once.
   *
   * @param tag its tag, for messages
   * @param state the resulting state if they cannot be read: a sentence
   * @throws ReleaseException if attestations cannot be read
   */
  List<Predicate> sboms(String tag, DescriptorDigest image, String state) throws ReleaseException {
    return step(
        tag,
        state,
        () -> {
          Set<Predicate> found = new LinkedHashSet<>();
          new Search(image, EnumSet.of(AttestationKind.SBOM))
              .run(statement -> statement.sbom().ifPresent(found::add));
          return List.copyOf(found);
        });
  }

  /**
   * Returns the predicate types of the attestations that the repository has of an image, each with
   * whether one of it is valid. The type of one that is not is what the repository says; empty if
   * it does not say.
   *
   * @param tag its tag, for messages
   * @param state the resulting state if they cannot be read: a sentence
   * @throws ReleaseException if attestations cannot be read
   */
  Map<String, Boolean> types(String tag, DescriptorDigest image, String state)
      throws ReleaseException {
    return step(tag, state, () -> types(image));
  }

  private Map<String, Boolean> types(DescriptorDigest image) throws IOException {
    AttestationStore attestations = new AttestationStore(store, image);
    List<Listed> all = new ArrayList<>(attestations.envelopes());
    all.addAll(attestations.bundles());
    Map<String, Boolean> types = new LinkedHashMap<>();
    for (Listed one : all) {
      String type = one.annotatedType().length() > LONGEST_TYPE ? "" : one.annotatedType();
      if (!type.isEmpty() && types.getOrDefault(type, false)) {
        continue; // in both formats
      }
      Optional<Statement> valid = valid(attestations, one, image);
      if (valid.isEmpty()) {
        // a bundle without a type may be a signature
        if (!type.isEmpty() || !one.isBundle()) {
          types.putIfAbsent(type, false);
        }
      } else if (!valid.get().isSignature()) {
        types.put(valid.get().predicateType(), true);
      }
    }
    return types;
  }

  private Optional<Statement> valid(
      AttestationStore attestations, Listed one, DescriptorDigest image) throws IOException {
    if (keys.isEmpty() || !attestations.mayRead(one)) {
      return Optional.empty();
    }
    return attestations.read(
        one,
        read -> {
          try {
            return Optional.of(read.verify(keys, image).statement());
          } catch (IOException e) {
            return Optional.empty();
          }
        });
  }

  private interface Visitor {
    void valid(Statement statement) throws IOException;
  }

  /** A search for valid attestations of one image. */
  private final class Search {
    private final DescriptorDigest image;
    private final AttestationStore attestations;

    /** The kinds that are looked for; the search ends when there is none. */
    private final Set<AttestationKind> wanted;

    private final Map<AttestationKind, Set<String>> reasons = new EnumMap<>(AttestationKind.class);

    private Search(DescriptorDigest image, Set<AttestationKind> wanted) {
      this.image = image;
      this.wanted = wanted;
      this.attestations = new AttestationStore(store, image);
    }

    private void run(Visitor visitor) throws IOException {
      run(attestations.envelopes(), visitor);
      if (!wanted.isEmpty()) {
        run(attestations.bundles(), visitor);
      }
    }

    private void run(List<Listed> listed, Visitor visitor) throws IOException {
      for (Listed one : listed) {
        Set<AttestationKind> kinds = kinds(one);
        if (kinds.isEmpty()) {
          continue;
        }
        if (one.content().size() > AttestationCandidate.LARGEST) {
          refuse(kinds, AttestationCandidate.TOO_LARGE);
          continue;
        }
        Optional<Statement> valid = attestations.read(one, read -> statement(read, kinds));
        if (valid.isPresent()) {
          visitor.valid(valid.get());
        }
      }
    }

    /** Returns what it may be of what is looked for, going by an annotation, if there is one. */
    private Set<AttestationKind> kinds(Listed one) {
      if (one.annotatedType().isEmpty()) {
        return EnumSet.copyOf(wanted);
      }
      return PredicateType.of(one.annotatedType())
          .map(PredicateType::kind)
          .filter(wanted::contains)
          .map(Set::of)
          .orElse(Set.of());
    }

    private Optional<Statement> statement(AttestationCandidate read, Set<AttestationKind> kinds) {
      try {
        return Optional.of(read.verify(keys, image).statement());
      } catch (IOException e) {
        refuse(kinds, e.getMessage());
        return Optional.empty();
      }
    }

    private void refuse(Set<AttestationKind> kinds, String reason) {
      kinds.forEach(
          kind -> reasons.computeIfAbsent(kind, one -> new LinkedHashSet<>()).add(reason));
    }

    private String problem(AttestationKind kind) {
      Set<String> why = reasons.getOrDefault(kind, Set.of());
      return why.isEmpty()
          ? " has no attestation of the kind " + kind.word()
          : " has attestations of the kind "
              + kind.word()
              + ", but none is valid: "
              + ImageVerifier.joined(List.copyOf(why));
    }
  }
}
