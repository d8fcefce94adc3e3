package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.trust.Attachment;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.AttachmentManifest;
import io.github.captainos.trust.Signed;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The signatures and attestations of images in a repository: reads and writes them in all forms.
 */
final class AttachmentStore {
  private static final int MAX_REFERRERS = 128;

  /** More than what an envelope or a bundle has around a payload in base64, in bytes. */
  private static final int MAX_AROUND = 1 << 20;

  private static final int MAX_WRITES = 3;

  /** The maximum size in bytes of all that is read in one search. */
  private static final long MAX_TOTAL = 256L << 20;

  /** One large attestation is held in memory at a time, whatever a registry offers. */
  private static final Object LARGE = new Object();

  private final Registry registry;

  /** What was written or found already, which is not read again. */
  private final Map<Descriptor, Statement> known = new ConcurrentHashMap<>();

  /**
   * @param registry the repository
   */
  AttachmentStore(Registry registry) {
    this.registry = registry;
  }

  /** A search in what is attached to an image, which is read one at a time. */
  abstract static class Search {
    final DescriptorDigest image;
    private final boolean isForSignatures;
    private long total;

    /**
     * @param image the digest of the image
     * @param isForSignatures whether it looks at what may be signatures, or at what may be
     *     attestations
     */
    Search(DescriptorDigest image, boolean isForSignatures) {
      this.image = image;
      this.isForSignatures = isForSignatures;
    }

    /** Returns whether one has to be read. */
    boolean wants(Attachment one) {
      return true;
    }

    /**
     * Looks at one, and does not keep its content.
     *
     * @throws IOException if it is not what is looked for; the message continues a sentence about
     *     it
     */
    abstract void look(Attachment one, byte[] content) throws IOException;

    /** Takes the reason why one is not what is looked for. */
    void refuse(Attachment one, String reason) {}

    /** Returns whether no other has to be read. */
    boolean isOver() {
      return false;
    }

    private int max() {
      return isForSignatures ? Attachment.MAX_SIGNATURE : Attachment.MAX_ATTESTATION;
    }

    /** Returns what it looks at, in the plural, for messages. */
    final String noun() {
      return (isForSignatures ? Form.PAYLOAD : Form.ENVELOPE).noun();
    }
  }

  /**
   * Searches in one form, and then in the other.
   *
   * @throws IOException if there are too many, if they are too large in total, or if a request
   *     failed
   */
  void search(Search search) throws IOException {
    Form tagged = search.isForSignatures ? Form.PAYLOAD : Form.ENVELOPE;
    search(search, tagged, manifest(tagged, search.image));
    if (!search.isOver()) {
      search(search, Form.BUNDLE, null);
    }
  }

  private void search(Search search, Form form, @Nullable Manifest manifest) throws IOException {
    if (form == Form.BUNDLE) {
      for (Descriptor referrer : referrers(search.image)) {
        Optional<Attachment> bundle =
            registry
                .manifest(referrer)
                .filter(found -> found.refersTo(search.image)) // anything may be listed
                .flatMap(Attachment::ofReferrer);
        if (bundle.isPresent() && isLast(search, bundle.get())) {
          return;
        }
      }
    } else if (manifest != null) {
      for (Attachment one : list(form, search.image, manifest)) {
        if (isLast(search, one)) {
          return;
        }
      }
    }
  }

  /** Reads one, if it is wanted; returns whether the search is over. */
  private boolean isLast(Search search, Attachment one) throws IOException {
    boolean isOfKind = search.isForSignatures ? one.mayBeSignature() : one.mayBeAttestation();
    long size = one.content().size();
    if (!isOfKind || !search.wants(one)) {
      return search.isOver();
    }
    if (size > search.max()) {
      search.refuse(one, "it is larger than " + (search.max() >> 20) + " MiB");
      return false;
    }
    search.total += size;
    if (search.total > MAX_TOTAL) {
      throw new IOException(
          "the attestations of the image are larger than "
              + (MAX_TOTAL >> 20)
              + " MiB in total. Delete some of them");
    }
    return oneAtATime(
        size,
        () -> {
          byte[] content = registry.get(one.content(), search.max());
          try {
            search.look(one, content);
          } catch (IOException e) {
            search.refuse(one, e.getMessage());
          }
          return search.isOver();
        });
  }

  private static <T> T oneAtATime(long size, Steps.Step<T> step) throws IOException {
    if (size <= Attachment.MAX_SIGNATURE) {
      return step.run();
    }
    synchronized (LARGE) {
      return step.run();
    }
  }

  /** Returns the manifest under a tag of an image; null if there is none. */
  private @Nullable Manifest manifest(Form form, DescriptorDigest image) throws IOException {
    return form == Form.BUNDLE ? null : registry.manifest(form.tag(image)).orElse(null);
  }

  private static List<Attachment> list(Form form, DescriptorDigest image, Manifest manifest)
      throws IOException {
    try {
      return Attachment.of(form, manifest);
    } catch (IOException e) {
      throw unusable(form, image, e);
    }
  }

  private static IOException unusable(Form form, DescriptorDigest image, IOException e) {
    return new IOException(
        "what the tag "
            + form.tag(image)
            + " refers to cannot be used: "
            + e.getMessage()
            + ". Delete this tag, and make the "
            + form.noun()
            + " again",
        e);
  }

  /** Returns what the registry lists, without what is larger than the manifest of a bundle. */
  private List<Descriptor> referrers(DescriptorDigest image) throws IOException {
    List<Descriptor> referrers =
        registry.referrers(image, AttachmentManifest.MAX_REFERRER).entries();
    if (referrers.size() > MAX_REFERRERS) {
      throw new IOException(
          "it has "
              + referrers.size()
              + " referrers, which is more than "
              + MAX_REFERRERS
              + ". Delete some of them");
    }
    return referrers;
  }

  /**
   * Attaches statements about one image that the key has not signed yet, and reads them back: no
   * registry refuses a tag that another program has moved since it was read.
   *
   * @param image the image; null for a manifest of a platform, which gets no bundle
   * @param statements signatures, or attestations; at least one
   * @return whether anything was written
   * @throws IOException if what was written is lost again and again, if it would be too much, or if
   *     a request failed
   */
  boolean attach(Form form, @Nullable Manifest image, List<Statement> statements, SigningKey key)
      throws IOException {
    DescriptorDigest digest = statements.get(0).subject().digest();
    for (int writes = 0; ; writes++) {
      Manifest before = manifest(form, digest);
      Missing missing = new Missing(digest, statements, key.verificationKey());
      search(missing, form, before);
      if (missing.isOver()) {
        return writes > 0;
      }
      if (writes == MAX_WRITES) {
        throw new IOException(
            "the registry does not have the "
                + (statements.get(0).isSignature() ? "signatures" : "attestations")
                + " that were written, "
                + MAX_WRITES
                + " times: another program may sign the image at the same time. Run the build"
                + " again");
      }
      if (form == Form.BUNDLE) {
        addReferrers(Objects.requireNonNull(image), missing.statements, key);
      } else {
        addLayers(form, before, missing.statements, key);
      }
    }
  }

  /** The statements that a registry does not have. */
  private final class Missing extends Search {
    private final List<Statement> statements;
    private final VerificationKey key;

    Missing(DescriptorDigest image, List<Statement> statements, VerificationKey key) {
      super(image, statements.get(0).isSignature());
      this.statements = new ArrayList<>(statements);
      this.key = key;
    }

    @Override
    boolean wants(Attachment one) {
      Statement same = known.get(one.content());
      if (same != null) {
        statements.removeIf(same::isSame);
      }
      return same == null
          && statements.stream()
              .anyMatch(statement -> one.mayState(statement) && mayHold(one, statement));
    }

    /** Goes by the size and not by the content, since attestations of others may be large. */
    private static boolean mayHold(Attachment one, Statement statement) {
      long around = one.content().size() - statement.bytes().length / 3L * 4;
      return statement.isSignature() || around > 0 && around <= MAX_AROUND;
    }

    @Override
    void look(Attachment one, byte[] content) throws IOException {
      Statement found = one.verify(content, List.of(key), image).statement();
      for (Statement same : statements.stream().filter(found::isSame).toList()) {
        known.put(one.content(), same);
        statements.remove(same);
      }
    }

    @Override
    boolean isOver() {
      return statements.isEmpty();
    }
  }

  /** Adds layers to those that an image has under one of cosign's tags, with one manifest. */
  private void addLayers(
      Form form, @Nullable Manifest before, List<Statement> statements, SigningKey key)
      throws IOException {
    DescriptorDigest image = statements.get(0).subject().digest();
    List<Descriptor> layers = new ArrayList<>();
    for (Statement statement : statements) {
      layers.add(push(form, statement, key));
    }
    Manifest manifest;
    try {
      manifest = AttachmentManifest.with(form, before, layers);
    } catch (IOException e) {
      throw unusable(form, image, e);
    }
    registry.pushBlob(AttachmentManifest.config(manifest.entries()));
    try {
      registry.tag(form.tag(image), manifest);
    } catch (RegistryException e) {
      if (before == null || !e.isRefusal()) {
        throw e;
      }
      throw RegistryException.refusal(
          e.getMessage()
              + ". If the registry does not let the tag of the "
              + form.noun()
              + " move, set captain.signatureFormat to bundle",
          e);
    }
  }

  private void addReferrers(Manifest image, List<Statement> statements, SigningKey key)
      throws IOException {
    registry.pushManifest(image); // some registries want the subject of a referrer first
    for (Statement statement : statements) {
      Descriptor bundle = push(Form.BUNDLE, statement, key);
      registry.pushNewBlob(AttachmentManifest.EMPTY_CONFIG);
      registry.pushReferrer(
          AttachmentManifest.referrer(bundle, image.descriptor(), statement.predicateType()),
          image.digest());
    }
  }

  private Descriptor push(Form form, Statement statement, SigningKey key) throws IOException {
    return oneAtATime(
        statement.bytes().length,
        () -> {
          Blob layer = Signed.sign(form, statement, key);
          if (!statement.isSignature()) { // a signature is small, and read back
            known.put(layer.descriptor(), statement);
          }
          registry.pushBlob(layer);
          return layer.descriptor();
        });
  }
}
