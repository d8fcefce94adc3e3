package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.AttachmentStore.Search;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.Attachment;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.ImageClaim;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.Predicate.Kind;
import io.github.captainos.trust.SignedIdentity;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signatures and the attestations of images in a repository.
 *
 * @param keys the keys, one of which has to have signed
 * @param repository the repository
 * @param attachments the signatures and attestations in it
 * @param threads runs the requests
 * @param isSigning whether a key signs what is verified, so that a signature has to name a tag
 */
record ImageVerifier(
    List<VerificationKey> keys,
    Repository repository,
    AttachmentStore attachments,
    Tasks threads,
    boolean isSigning) {
  /** An image of which a registry makes up signatures has hundreds. */
  private static final int MAX_REASONS = 8;

  /** Of a predicate type, in characters: longer ones are not shown. */
  private static final int MAX_TYPE = 400;

  ImageVerifier {
    keys = List.copyOf(keys);
  }

  /** Searches for something in what is attached to one image. */
  private <S extends Search> S search(String tag, String state, S search) throws ReleaseException {
    return Steps.step(
        repository.reference(tag),
        "looking up its " + search.noun(),
        state,
        () -> {
          attachments.search(search);
          return search;
        });
  }

  /** Searches for something in what is attached to each of several images. */
  private <S extends Search> List<S> searchAll(
      Map<String, Manifest> images, String state, BiFunction<String, Manifest, S> begin)
      throws ReleaseException {
    List<Callable<S>> searches = new ArrayList<>();
    images.forEach((tag, image) -> searches.add(() -> search(tag, state, begin.apply(tag, image))));
    return threads.all(searches);
  }

  /** Returns an image that has a problem. */
  private String named(String tag, DescriptorDigest image) {
    return repository.reference(tag) + " (" + image + ")";
  }

  /** A search for a valid signature of one image, for a reference that is the image's. */
  private final class SignatureSearch extends Search {
    private final String tag;
    private final SignedIdentity identity;
    private final Set<String> reasons = new LinkedHashSet<>();

    /** What it was signed as: if it is a copy, under a name that it had elsewhere. */
    private final Set<String> references = new LinkedHashSet<>();

    private @Nullable VerificationKey key;

    private SignatureSearch(String tag, Manifest image, String rule) {
      super(image.digest(), true);
      this.tag = tag;
      this.identity = identity(rule, tag, isSigning);
    }

    @Override
    void look(Attachment one, byte[] content) throws IOException {
      Attachment.Verified valid = one.verify(content, keys, image);
      ImageClaim claim = valid.statement().claim();
      references.add(claim.reference());
      identity.check(claim);
      key = valid.key();
    }

    @Override
    void refuse(Attachment one, String reason) {
      reasons.add(reason);
    }

    @Override
    boolean isOver() {
      return key != null;
    }

    private String problem() {
      return named(tag, image)
          + (reasons.isEmpty()
              ? " is not signed"
              : " has signatures, but none is valid: " + joined(reasons));
    }

    /** Returns the names of other repositories that it was signed under with its tag. */
    private List<String> otherNames() {
      String end = ":" + tag;
      return references.stream()
          .filter(reference -> reference.endsWith(end))
          .map(reference -> reference.substring(0, reference.length() - end.length()))
          .filter(name -> isRule(name, tag))
          .sorted()
          .toList();
    }

    /**
     * Returns whether its signatures lack only a name, or the tag behind it: one with another name
     * says that the tag was moved, and there is nothing to add to a name of another repository.
     */
    private boolean lacksName() {
      return identity.name().equals(repository.signedName())
          && !references.isEmpty()
          && references.stream()
              .allMatch(one -> one.isEmpty() || identity.matches(one + ":" + tag));
    }

    /** Returns whether it was signed as another image of its repository. */
    private boolean hasOtherTag() {
      return references.stream().anyMatch(one -> one.startsWith(repository.signedName() + ":"));
    }

    private boolean lacksTag(SignedIdentity wanted) {
      return references.stream().anyMatch(one -> wanted.matches(one + ":" + tag));
    }
  }

  private SignedIdentity identity(String rule, String tag, boolean isFull) {
    return SignedIdentity.of(rule, repository.signedName(), tag, repository.isLayout(), isFull);
  }

  /** Returns whether the parameter may have a name, and then accepts it. */
  private boolean isRule(String name, String tag) {
    try {
      return identity(name, tag, true).matches(name + ":" + tag);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Verifies that images are signed.
   *
   * @param identity the references that a signature may be for
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @return the key that signed each
   * @throws ReleaseException if one has no valid signature, or if signatures cannot be read
   */
  Map<String, VerificationKey> signatures(
      Setting identity, Map<String, Manifest> images, String state) throws ReleaseException {
    Map<String, VerificationKey> signers = new LinkedHashMap<>();
    List<SignatureSearch> unsigned = new ArrayList<>();
    for (SignatureSearch search :
        searchAll(
            images, state, (tag, image) -> new SignatureSearch(tag, image, identity.value()))) {
      if (search.key != null) {
        signers.put(search.tag, search.key);
      } else {
        unsigned.add(search);
      }
    }
    if (!unsigned.isEmpty()) {
      throw ReleaseException.of(
          "Images have no valid signature by a key of captain.publicKey or captain.signKey. "
              + state
              + advice(unsigned),
          unsigned.stream().map(SignatureSearch::problem).toList());
    }
    return signers;
  }

  /**
   * Says what to do. If a key has signed all of the images under one other name, they may be
   * copies, and the advice has the parameter that accepts that name. An image that was signed under
   * another tag of its repository is none: somebody may have moved the tag.
   */
  private String advice(List<SignatureSearch> unsigned) {
    Set<String> names = new LinkedHashSet<>(unsigned.get(0).otherNames());
    unsigned.forEach(search -> names.retainAll(search.otherNames()));
    if (names.isEmpty() && unsigned.stream().allMatch(SignatureSearch::lacksName)) {
      return adviceOnNames(unsigned);
    }
    if (names.isEmpty() && unsigned.stream().allMatch(SignatureSearch::hasOtherTag)) {
      return " A key has signed them under another tag. If the tag was added with captain:tag-all,"
          + " run it again with captain.signKey; else somebody may have moved the tag:";
    }
    if (names.isEmpty()) {
      return " Check who has published them, or choose the right key, or captain.verifyIdentity if"
          + " they were signed under another name:";
    }
    String name = Printable.of(names.iterator().next());
    return " A key has signed them as images of "
        + name
        + ". If they are copies of these, -Dcaptain.verifyIdentity="
        + name
        + " accepts them:";
  }

  /**
   * Says what to do about signatures by the right key that lack only a name, which is what cosign
   * makes by default.
   */
  private String adviceOnNames(List<SignatureSearch> unsigned) {
    SignatureSearch first = unsigned.get(0);
    String repo = repository.signedName();
    boolean isTag =
        unsigned.stream()
            .allMatch(one -> one.lacksTag(identity(SignedIdentity.ANY_TAG, one.tag, false)));
    return " A key has signed them, but without "
        + (isTag ? "a tag" : "a full name")
        + ". Sign each for its reference, with captain:sign"
        + (repository.isLayout()
            ? ""
            : ", or 'cosign sign … -a reference="
                + repo
                + ":"
                + first.tag
                + " "
                + repo
                + "@"
                + first.image
                + "'")
        + (isSigning
            ? ":"
            : ", or add -Dcaptain.verifyIdentity="
                + (isTag ? SignedIdentity.ANY_TAG : SignedIdentity.ANYTHING)
                + " to accept any signed image under "
                + (isTag ? "any tag of the repository:" : "any name:"));
  }

  /** Returns some of the reasons in one text. */
  private static String joined(Set<String> reasons) {
    int others = reasons.size() - MAX_REASONS;
    return String.join("; ", reasons.stream().limit(MAX_REASONS).toList())
        + (others > 0 ? "; and " + others + " more" : "");
  }

  /** A search for valid attestations of one image. */
  private class AttestationSearch extends Search {
    /** The kinds that are looked for. */
    private final Set<Kind> wanted;

    private final String tag;
    private final Map<Kind, Set<String>> reasons = new EnumMap<>(Kind.class);

    private AttestationSearch(String tag, Manifest image, Set<Kind> wanted) {
      super(image.digest(), false);
      this.tag = tag;
      this.wanted = EnumSet.copyOf(wanted);
    }

    /** Returns what it may be of what is looked for, going by an annotation, if there is one. */
    private Set<Kind> kinds(Attachment one) {
      Set<Kind> kinds = EnumSet.copyOf(wanted);
      if (!one.predicateType().isEmpty()) {
        Predicate.Type.of(one.predicateType())
            .ifPresentOrElse(type -> kinds.retainAll(Set.of(type.kind())), kinds::clear);
      }
      return kinds;
    }

    @Override
    boolean wants(Attachment one) {
      return !kinds(one).isEmpty();
    }

    @Override
    void look(Attachment one, byte[] content) throws IOException {
      found(one.verify(content, keys, image).statement());
    }

    void found(Statement valid) throws IOException {
      Predicate.Type.of(valid.predicateType()).ifPresent(type -> wanted.remove(type.kind()));
    }

    @Override
    void refuse(Attachment one, String reason) {
      kinds(one)
          .forEach(kind -> reasons.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(reason));
    }

    @Override
    boolean isOver() {
      return wanted.isEmpty();
    }

    private String problem(Kind kind) {
      Set<String> why = reasons.getOrDefault(kind, Set.of());
      return named(tag, image)
          + (why.isEmpty() ? " has no attestation of the kind " : " has attestations of the kind ")
          + kind.word()
          + (why.isEmpty() ? "" : ", but none is valid: " + joined(why));
    }
  }

  /**
   * Verifies that images have attestations.
   *
   * @param required the kinds that each must have
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one has not: a sentence
   * @throws ReleaseException if one has no valid attestation of a kind, or if attestations cannot
   *     be read
   */
  void attestations(Set<Kind> required, Map<String, Manifest> images, String state)
      throws ReleaseException {
    List<String> problems =
        searchAll(images, state, (tag, image) -> new AttestationSearch(tag, image, required))
            .stream()
            .flatMap(search -> search.wanted.stream().map(search::problem))
            .toList();
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Images do not have the attestations that captain.requireAttestations demands, by a key"
              + " of captain.publicKey. "
              + state
              + " Check how they were published, or demand less:",
          problems);
    }
  }

  /** Returns the SBOMs of an image in attestations that are valid, each once. */
  List<Predicate> sboms(String tag, Manifest image, String state) throws ReleaseException {
    Set<Predicate> found = new LinkedHashSet<>();
    search(
        tag,
        state,
        new AttestationSearch(tag, image, Set.of(Kind.SBOM)) {
          @Override
          void found(Statement valid) throws IOException {
            valid.sbom().ifPresent(found::add);
          }
        });
    return List.copyOf(found);
  }

  /**
   * Returns the predicate types of the attestations that the repository has of an image, each with
   * whether one of it is valid. The type of one that is not is what the repository says; empty if
   * it does not say.
   */
  Map<String, Boolean> types(String tag, Manifest image, String state) throws ReleaseException {
    Map<String, Boolean> types = new LinkedHashMap<>();
    search(
        tag,
        state,
        new Search(image.digest(), false) {
          @Override
          boolean wants(Attachment one) {
            if (keys.isEmpty()) {
              refuse(one, "");
            }
            return !keys.isEmpty() && !types.getOrDefault(type(one), false); // in both forms
          }

          @Override
          void look(Attachment one, byte[] content) throws IOException {
            Statement valid = one.verify(content, keys, image).statement();
            if (!valid.isSignature()) {
              types.put(valid.predicateType(), true);
            }
          }

          @Override
          void refuse(Attachment one, String reason) {
            // a bundle without a type may be a signature
            if (!type(one).isEmpty() || one.form() != Form.BUNDLE) {
              types.putIfAbsent(type(one), false);
            }
          }

          private String type(Attachment one) {
            return one.predicateType().length() > MAX_TYPE ? "" : one.predicateType();
          }
        });
    return types;
  }
}
