package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.store.SignatureStore;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.trust.ClaimedSigners;
import io.github.captainos.trust.CosignManifest;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import io.github.captainos.trust.predicate.Predicate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The signatures in a repository, as far as a goal demands or writes them.
 *
 * @param trust the goal's keys
 * @param repository the repository, whose name is a part of what is signed
 * @param registry the opened repository
 * @param threads runs the requests
 */
public record Signatures(Trust trust, Repository repository, Registry registry, Tasks threads) {

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
        (tag, target) -> {
          signed.add(
              new SignatureReport.Image(
                  repository.reference(tag),
                  target,
                  Objects.requireNonNull(images.get(tag)).descriptor(),
                  Objects.requireNonNull(keys.apply(tag)).hint(),
                  attestations.apply(tag)));
        });
    return new SignatureReport(goal, repository.name(), name.tag(), name.flavor().name(), signed);
  }

  /**
   * Returns the keys that signatures of an image claim to be made with, each once; empty for one
   * that is not named. Nothing is verified.
   *
   * @param tag the image, for messages
   * @param image its digest
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if signatures cannot be read
   */
  public List<String> claimedSigners(String tag, DescriptorDigest image, String state)
      throws ReleaseException {
    return Steps.step(
        repository.reference(tag),
        "looking up its signatures",
        state,
        () -> {
          SignatureStore store = new SignatureStore(registry);
          Set<String> hints = new LinkedHashSet<>();
          SignatureStore.Look look =
              candidate -> {
                ClaimedSigners.of(image, candidate).ifPresent(hints::add);
                return false;
              };
          store.bundles(image, look);
          Optional<Manifest> manifest = store.manifest(CosignManifest.Kind.SIGNATURES, image);
          if (manifest.isPresent()) {
            store.payloads(manifest.get(), look);
          }
          return List.copyOf(hints);
        });
  }

  private Map<String, VerificationKey> verify(
      List<VerificationKey> keys, Map<String, Manifest> images, String state)
      throws ReleaseException {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<String, DescriptorDigest> digests = new LinkedHashMap<>();
    images.forEach((tag, image) -> digests.put(tag, image.descriptor().digest()));
    Map<String, VerificationKey> signers =
        new ImageVerifier(keys, trust.identity(), repository, registry, threads)
            .verify(digests, state);
    if (!trust.required().isEmpty()) {
      attestations(trust.publicKeys()).verify(trust.required(), digests, state);
    }
    return signers;
  }

  private AttestationVerifier attestations(List<VerificationKey> keys) {
    return new AttestationVerifier(keys, repository, new SignatureStore(registry), threads);
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

  /**
   * Returns the SBOMs in attestations of an image by the key that signs, or by a public key. Other
   * attestations are left out.
   *
   * @param tag its tag, for messages
   * @param state the resulting state if they cannot be read: a sentence
   * @throws ReleaseException if attestations cannot be read
   */
  public List<Predicate> sboms(String tag, Manifest image, String state) throws ReleaseException {
    return attestations(allKeys()).sboms(tag, image.descriptor().digest(), state);
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
    return attestations(trust.publicKeys()).types(tag, image.descriptor().digest(), state);
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
        if (predicate.json().length > Predicate.LARGEST) {
          throw new ReleaseException(
              repository.reference(image.tag())
                  + ": its "
                  + predicate.type().kind().word()
                  + " has "
                  + predicate.json().length
                  + " bytes, which is more than "
                  + (Predicate.LARGEST >> 20)
                  + " MiB. Publish fewer files, or pack those of a directory into one.");
        }
      }
    }
    return new Attester(trust, repository, new SignatureStore(registry), threads, images);
  }

  /**
   * Signs images whose manifests are in the repository, and reads the signatures back. To be called
   * before their tags move; and again after it, since another program may have replaced signatures
   * in the meantime. Without a private key, nothing is signed.
   *
   * @param images the images by their tags
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if signatures cannot be read or written
   */
  public void sign(Map<String, Manifest> images, String state) throws ReleaseException {
    SigningKey key = trust.signingKey();
    if (key != null) {
      new ImageSigner(key, trust.format(), repository, registry, threads).sign(images, state);
    }
  }
}
