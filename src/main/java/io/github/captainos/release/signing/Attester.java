package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.store.AttestationStore;
import io.github.captainos.release.signing.store.SignatureStore;
import io.github.captainos.release.signing.store.WriteLoop;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.support.Log;
import io.github.captainos.trust.Attestation;
import io.github.captainos.trust.CosignManifest;
import io.github.captainos.trust.CosignManifest.Kind;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.predicate.Predicate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Attaches signed statements to images. What the key has attested already is not attested again.
 */
public final class Attester {
  private static final Log LOG = Log.of(Attester.class);

  private final @Nullable SigningKey key;
  private final SignatureFormat format;
  private final Repository repository;
  private final SignatureStore store;
  private final Tasks threads;
  private final List<Subject> subjects;
  private final KnownStatements known = new KnownStatements();

  /** An image and what is stated about it. */
  private record Subject(String tag, Manifest index, List<Statement> statements) {
    DescriptorDigest digest() {
      return index.digest();
    }

    /** Returns the size of the largest statement in bytes. */
    int size() {
      return statements.stream().mapToInt(one -> one.bytes().length).max().orElse(0);
    }
  }

  /**
   * @param images the images
   */
  Attester(
      Trust trust,
      Repository repository,
      SignatureStore store,
      Tasks threads,
      List<AttestedImage> images) {
    this.key = trust.signingKey();
    this.format = trust.format();
    this.repository = repository;
    this.store = store;
    this.threads = threads;
    this.subjects = key == null ? List.of() : subjects(images);
  }

  /**
   * Returns each image once, even if it has several tags: all that is stated is written at once.
   */
  private List<Subject> subjects(List<AttestedImage> images) {
    Map<DescriptorDigest, AttestedImage> first = new LinkedHashMap<>();
    Map<DescriptorDigest, Set<Predicate>> predicates = new LinkedHashMap<>();
    for (AttestedImage image : images) {
      if (!image.predicates().isEmpty()) {
        DescriptorDigest digest = image.index().digest();
        first.putIfAbsent(digest, image);
        predicates.computeIfAbsent(digest, one -> new LinkedHashSet<>()).addAll(image.predicates());
      }
    }
    List<Subject> subjects = new ArrayList<>();
    first.forEach(
        (digest, image) ->
            subjects.add(
                new Subject(
                    image.tag(),
                    image.index(),
                    predicates.getOrDefault(digest, Set.of()).stream()
                        .map(one -> Statement.of(repository.signedName(), digest, one))
                        .toList())));
    return subjects;
  }

  private SigningKey key() {
    return Objects.requireNonNull(key);
  }

  private List<Statement> missing(Subject subject, List<AttestationStore.Listed> listed)
      throws IOException {
    return known.missing(
        subject.statements(),
        listed,
        new AttestationStore(store, subject.digest()),
        key().verificationKey());
  }

  /**
   * Writes the attestations that are missing, and reads them back. To be called when the images are
   * signed, before their tags move, and again after it. (With a bundle among its referrers, some
   * programs do not look at signatures that are no bundles.)
   *
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if attestations cannot be read or written
   */
  public void attest(String state) throws ReleaseException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (Subject subject : subjects) {
      if (format.hasPayloads()) {
        tasks.add(() -> step(subject, state, new Envelopes(subject)));
      }
      if (format.hasBundles()) {
        tasks.add(() -> step(subject, state, new Bundles(subject)));
      }
    }
    if (threads.all(tasks).contains(true)) {
      LOG.info("Attested with the key {}", key().verificationKey().hint());
    }
  }

  private Boolean step(Subject subject, String state, WriteLoop<Statement> writes)
      throws ReleaseException {
    return Steps.step(
        repository.reference(subject.tag()),
        "attesting it",
        state,
        () -> AttestationStore.oneAtATime(subject.size(), () -> writes.run("attestations")));
  }

  /** The attestations under the tag of cosign, all of which are written as one manifest. */
  private final class Envelopes implements WriteLoop<Statement> {
    private final Subject subject;
    private @Nullable Manifest manifest;

    private Envelopes(Subject subject) {
      this.subject = subject;
    }

    @Override
    public List<Statement> missing() throws IOException {
      manifest = store.manifest(Kind.ATTESTATIONS, subject.digest()).orElse(null);
      return Attester.this.missing(
          subject, manifest == null ? List.of() : AttestationStore.envelopes(manifest));
    }

    @Override
    public void write(List<Statement> missing) throws IOException {
      store.add(
          Kind.ATTESTATIONS,
          subject.digest(),
          manifest,
          missing.stream()
              .<Supplier<CosignManifest.Layer>>map(statement -> () -> layer(statement))
              .toList());
    }

    private CosignManifest.Layer layer(Statement statement) {
      CosignManifest.Layer layer = Attestation.sign(statement, key()).layer();
      known.add(layer.descriptor().digest(), statement);
      return layer;
    }
  }

  /** The attestations among the referrers. */
  private final class Bundles implements WriteLoop<Statement> {
    private final Subject subject;

    private Bundles(Subject subject) {
      this.subject = subject;
    }

    @Override
    public List<Statement> missing() throws IOException {
      return Attester.this.missing(
          subject, new AttestationStore(store, subject.digest()).bundles());
    }

    @Override
    public void write(List<Statement> missing) throws IOException {
      Descriptor image = subject.index().descriptor();
      store.pushSubject(subject.index());
      for (Statement statement : missing) {
        Attestation attestation = Attestation.sign(statement, key());
        Blob content = attestation.bundle().blob();
        known.add(content.descriptor().digest(), statement);
        store.addBundle(content, attestation.manifest(content, image), image.digest());
      }
    }
  }
}
