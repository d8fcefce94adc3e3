package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.support.Log;
import io.github.captainos.trust.Attachment;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.ImageClaim;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.Signed;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signatures in a repository, as far as a goal demands or writes them.
 *
 * @param trust the goal's keys
 * @param repository the repository, whose name is a part of what is signed
 * @param attachments the signatures and attestations in it
 * @param threads runs the requests
 */
public record Signatures(
    Trust trust, Repository repository, AttachmentStore attachments, Tasks threads) {
  private static final Log LOG = Log.of(Signatures.class);

  /** Stands for a key that a signature does not name. */
  public static final String UNNAMED = "";

  /** Of the name of a key, in characters: that of Sigstore has 44. */
  private static final int MAX_HINT = 400;

  /**
   * @param registry the opened repository
   */
  public Signatures(Trust trust, Repository repository, Registry registry, Tasks threads) {
    this(trust, repository, new AttachmentStore(registry), threads);
  }

  /**
   * Verifies images that are only read. Without a public key, nothing is demanded.
   *
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @return the key that signed each
   * @throws ReleaseException if one has no valid signature or does not have the attestations that
   *     are demanded, or if these cannot be read
   */
  public Map<String, VerificationKey> verify(Map<String, Manifest> images, String state)
      throws ReleaseException {
    return verify(trust.publicKeys(), images, state);
  }

  /**
   * Verifies images that are made available under another name: the key that signs them vouches
   * only for what it, or a public key, has signed. Without a key, nothing is demanded.
   *
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @throws ReleaseException if one has no valid signature or does not have the attestations that
   *     are demanded, or if these cannot be read
   */
  public void verifySources(Map<String, Manifest> images, String state) throws ReleaseException {
    verify(allKeys(), images, state);
  }

  /** Returns the key that signs, and those that are trusted. */
  private List<VerificationKey> allKeys() {
    List<VerificationKey> keys = new ArrayList<>(trust.publicKeys());
    SigningKey key = trust.signingKey();
    if (key != null) {
      keys.add(key.verificationKey());
    }
    return keys;
  }

  private Map<String, VerificationKey> verify(
      List<VerificationKey> keys, Map<String, Manifest> images, String state)
      throws ReleaseException {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<String, VerificationKey> signers =
        verifier(keys).signatures(trust.identity(), images, state);
    if (!trust.required().isEmpty()) {
      verifier(trust.publicKeys()).attestations(trust.required(), images, state);
    }
    return signers;
  }

  private ImageVerifier verifier(List<VerificationKey> keys) {
    return new ImageVerifier(keys, repository, attachments, threads, trust.signingKey() != null);
  }

  /**
   * Returns the report of a goal that has signed or verified images.
   *
   * @param targets the target of each image, by its tag
   * @param images the images by their tags
   * @param keys the key that signed each, by its tag
   * @param attestations the kinds of attestations that each has, by its tag
   */
  public SignatureReport report(
      Goal goal,
      ReleaseName name,
      Map<String, String> targets,
      Map<String, Manifest> images,
      Function<String, VerificationKey> keys,
      Function<String, List<String>> attestations) {
    List<SignatureReport.Image> signed = new ArrayList<>();
    targets.forEach(
        (tag, target) ->
            signed.add(
                new SignatureReport.Image(
                    repository.reference(tag),
                    target,
                    Objects.requireNonNull(images.get(tag)).descriptor(),
                    Objects.requireNonNull(keys.apply(tag)).hint(),
                    attestations.apply(tag))));
    return new SignatureReport(goal, repository.name(), name.tag(), name.flavor().name(), signed);
  }

  /**
   * Returns the keys that signatures of an image claim to be made with, each once; {@link #UNNAMED}
   * for one that names none, as payloads do not. Nothing is verified: anyone may claim anything, so
   * these may only be shown, and marked as claims.
   *
   * @param tag the image, for messages
   * @param image its digest
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if signatures cannot be read
   */
  public List<String> claimedSigners(String tag, DescriptorDigest image, String state)
      throws ReleaseException {
    Set<String> hints = new LinkedHashSet<>();
    forEachClaimed(
        tag,
        image,
        state,
        claimed -> hints.add(claimed.hint().length() <= MAX_HINT ? claimed.hint() : UNNAMED));
    if (hints.remove(UNNAMED)) {
      hints.add(UNNAMED); // behind those with a name
    }
    return List.copyOf(hints);
  }

  /** Takes what is said to be a signature, which nobody has verified. */
  private interface Claimed {
    void accept(Signed signature) throws IOException;
  }

  /** Reads what are said to be signatures of an image. */
  private void forEachClaimed(String tag, DescriptorDigest image, String state, Claimed action)
      throws ReleaseException {
    AttachmentStore.Search search =
        new AttachmentStore.Search(image, true) {
          @Override
          void look(Attachment one, byte[] content) throws IOException {
            Signed claimed = Signed.read(one, content);
            Statement statement = claimed.statement();
            if (statement.isSignature() && statement.subject().digest().equals(image)) {
              action.accept(claimed);
            }
          }
        };
    Steps.step(
        repository.reference(tag),
        "looking up its signatures",
        state,
        () -> attachments.search(search));
  }

  /**
   * Checks that images which are signed for their tags alone do not get other ones without a key:
   * who verifies those is refused.
   *
   * @param images the images by the tags that they get
   * @throws ReleaseException if there is one, or if signatures cannot be read
   */
  public void checkStaySigned(Map<String, Manifest> images) throws ReleaseException {
    if (trust.signingKey() != null) {
      return;
    }
    List<Callable<Optional<String>>> lookups = new ArrayList<>();
    images.forEach(
        (tag, image) ->
            lookups.add(
                () -> {
                  Set<String> references = new LinkedHashSet<>();
                  forEachClaimed(
                      tag,
                      image.digest(),
                      Steps.NO_TAG_MOVED,
                      claimed -> references.add(claimed.statement().claim().reference()));
                  boolean isOfOthers =
                      !references.isEmpty() && references.stream().noneMatch(one -> is(one, tag));
                  return isOfOthers ? Optional.of(tag) : Optional.empty();
                }));
    List<String> unsigned =
        threads.all(lookups).stream().flatMap(Optional::stream).map(repository::reference).toList();
    if (!unsigned.isEmpty()) {
      throw ReleaseException.of(
          "The images are signed, but not for their new tags, so that readers with a key would"
              + " refuse these. "
              + Steps.NO_TAG_MOVED
              + " Set captain.signKey, or captain.unsigned=true if the new tags are to be"
              + " unsigned:",
          unsigned);
    }
  }

  /** Returns whether a signature may be for a tag: some have no tag, or no name at all. */
  private boolean is(String reference, String tag) {
    boolean hasTag = reference.lastIndexOf(':') > reference.lastIndexOf('/');
    return !hasTag || reference.equals(repository.signedName() + ":" + tag);
  }

  /**
   * Returns the SBOMs in attestations of an image by the key that signs, or by a public key. Other
   * attestations are left out.
   *
   * @param tag its tag, for messages
   * @param state the resulting state if they cannot be read: a sentence
   * @throws ReleaseException if attestations cannot be read
   */
  public List<Predicate> sboms(String tag, Manifest image, String state) throws ReleaseException {
    return verifier(allKeys()).sboms(tag, image, state);
  }

  /**
   * Returns the predicate types of the attestations that the repository has of an image, each with
   * whether a public key has signed one. The type of one that no such key has signed is what the
   * repository says, which anyone may have written; empty if it does not say.
   *
   * @param tag its tag, for messages
   * @param state the resulting state if they cannot be read: a sentence
   * @throws ReleaseException if attestations cannot be read
   */
  public Map<String, Boolean> attestedTypes(String tag, Manifest image, String state)
      throws ReleaseException {
    return verifier(trust.publicKeys()).types(tag, image, state);
  }

  /**
   * What is attached to one manifest at once.
   *
   * @param tag the tag of an image that it belongs to, for messages
   * @param image the image; null for the manifest of a platform
   * @param statements signatures of it, or attestations
   */
  private record Batch(String tag, @Nullable Manifest image, List<Statement> statements) {}

  /** Attaches statements in all forms, if there is a private key. */
  private void attach(List<Batch> batches, Form tagged, String doing, String done, String state)
      throws ReleaseException {
    SigningKey key = trust.signingKey();
    if (key == null) {
      return;
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (Form form : List.of(tagged, Form.BUNDLE)) {
      for (Batch batch : batches) {
        // some programs verify the manifest of the platform that they pull, and only its payload
        List<Statement> statements =
            batch.statements().stream()
                .filter(one -> form == Form.PAYLOAD || one.subject().index().isEmpty())
                .toList();
        if (trust.forms().contains(form) && !statements.isEmpty()) {
          String reference = repository.reference(batch.tag());
          tasks.add(
              () ->
                  Steps.step(
                      reference,
                      doing,
                      state,
                      () -> attachments.attach(form, batch.image(), statements, key)));
        }
      }
    }
    if (threads.all(tasks).contains(true)) {
      LOG.info("{} with the key {}", done, key.verificationKey().hint());
    }
  }

  /**
   * Signs images whose manifests are in the repository, and reads the signatures back. To be called
   * before their tags move; and again after it, since another program may have replaced signatures
   * in the meantime. Without a private key, nothing is signed. What the key has signed already is
   * not signed again.
   *
   * @param images the images by the tags that they are signed for: the index of each, or its
   *     manifest if it is for one platform
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if signatures cannot be read or written
   */
  public void sign(Map<String, Manifest> images, String state) throws ReleaseException {
    if (trust.signingKey() == null) {
      return;
    }
    Map<DescriptorDigest, Set<ImageClaim>> claims = new LinkedHashMap<>();
    Map<DescriptorDigest, Manifest> manifests = new LinkedHashMap<>();
    for (Map.Entry<String, Manifest> one : images.entrySet()) {
      Manifest image = one.getValue();
      String reference = repository.signedName() + ":" + one.getKey();
      manifests.put(image.digest(), image);
      add(claims, new ImageClaim(reference, image.digest()));
      List<Descriptor> platforms =
          Steps.step(
              repository.reference(one.getKey()),
              "reading the index",
              state,
              () -> image.isIndex() ? image.entries() : List.of());
      platforms.forEach(
          platform ->
              add(
                  claims,
                  new ImageClaim(reference, platform.digest(), Optional.of(image.digest()))));
    }
    List<Batch> batches = new ArrayList<>();
    claims.forEach(
        (digest, all) ->
            batches.add(
                new Batch(
                    all.iterator().next().tag(),
                    manifests.get(digest),
                    all.stream().map(Statement::signature).toList())));
    attach(batches, Form.PAYLOAD, "signing it", "Signed", state);
  }

  private static void add(Map<DescriptorDigest, Set<ImageClaim>> claims, ImageClaim claim) {
    claims.computeIfAbsent(claim.digest(), digest -> new LinkedHashSet<>()).add(claim);
  }

  /**
   * Returns what attaches attestations to images. Without a private key, it attaches none.
   *
   * @param images the images, which have their signatures when it is called
   * @throws ReleaseException if a statement is too large to be read again
   */
  public Attester attester(List<AttestedImage> images) throws ReleaseException {
    for (AttestedImage image : images) {
      for (Predicate predicate : image.predicates()) {
        if (predicate.json().length > Predicate.MAX_SIZE) {
          throw new ReleaseException(
              repository.reference(image.tag())
                  + ": its "
                  + predicate.type().kind().word()
                  + " has "
                  + predicate.json().length
                  + " bytes, which is more than "
                  + (Predicate.MAX_SIZE >> 20)
                  + " MiB. Publish fewer files, or pack those of a directory into one.");
        }
      }
    }
    return new Attester(trust.signingKey() == null ? List.of() : images);
  }

  /**
   * Attaches signed statements to images. What the key has attested already is not attested again.
   */
  public final class Attester {
    /** Each image once, even if it has several tags: all that is stated is written at once. */
    private final List<Batch> batches = new ArrayList<>();

    private Attester(List<AttestedImage> images) {
      Map<DescriptorDigest, Set<Predicate>> predicates = new LinkedHashMap<>();
      Map<DescriptorDigest, AttestedImage> first = new LinkedHashMap<>();
      for (AttestedImage image : images) {
        first.putIfAbsent(image.index().digest(), image);
        predicates
            .computeIfAbsent(image.index().digest(), digest -> new LinkedHashSet<>())
            .addAll(image.predicates());
      }
      first.forEach(
          (digest, image) ->
              batches.add(
                  new Batch(
                      image.tag(),
                      image.index(),
                      predicates.getOrDefault(digest, Set.of()).stream()
                          .map(one -> Statement.of(repository.signedName(), digest, one))
                          .toList())));
    }

    /**
     * Writes the attestations that are missing, and reads them back. To be called when the images
     * are signed, before their tags move, and again after it. (With a bundle among its referrers,
     * some programs do not look at signatures that are no bundles.)
     *
     * @param state the resulting state if it fails: a sentence
     * @throws ReleaseException if attestations cannot be read or written
     */
    public void attest(String state) throws ReleaseException {
      attach(batches, Form.ENVELOPE, "attesting it", "Attested", state);
    }
  }
}
