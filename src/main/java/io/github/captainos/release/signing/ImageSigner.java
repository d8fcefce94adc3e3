package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.trust.Bundle;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.ImageClaim;
import io.github.captainos.trust.PayloadSignature;
import io.github.captainos.trust.Verification;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs images in a repository. What the key has signed already is not signed again.
 *
 * @param key the key
 * @param format the formats of the signatures
 * @param repository the repository, whose name is a part of what is signed
 * @param registry the opened repository
 * @param threads runs the requests
 */
record ImageSigner(
    SigningKey key,
    SignatureFormat format,
    Repository repository,
    Registry registry,
    Tasks threads) {
  private static final Logger LOG = LoggerFactory.getLogger(ImageSigner.class);

  /** No registry refuses a tag that another program has moved since it was read. */
  private static final int MOST_WRITES = 3;

  private interface Signing {
    /** Returns whether signatures were written. */
    boolean run() throws IOException;
  }

  /**
   * Signs images whose manifests are in the repository, and reads the signatures back.
   *
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if signatures cannot be read or written
   */
  void sign(List<SignableImage> images, String state) throws ReleaseException {
    Map<DescriptorDigest, Set<ImageClaim>> payloads = new LinkedHashMap<>();
    Map<DescriptorDigest, Set<ImageClaim>> bundles = new LinkedHashMap<>();
    Map<DescriptorDigest, Document> documents = new LinkedHashMap<>();
    for (SignableImage image : images) {
      String reference = repository.signedName() + ":" + image.tag();
      ImageClaim claim = new ImageClaim(reference, image.digest());
      documents.put(image.digest(), image.document());
      add(claim, bundles);
      add(claim, payloads);
      for (DescriptorDigest platform :
          Steps.step(
              repository.reference(image.tag()), "reading the index", state, image::platforms)) {
        add(new ImageClaim(reference, platform, Optional.of(image.digest())), payloads);
      }
    }
    List<Callable<Boolean>> signings = new ArrayList<>();
    if (format.hasPayloads()) {
      payloads.forEach(
          (digest, claims) ->
              signings.add(() -> step(claims, state, () -> signPayloads(digest, claims))));
    }
    if (format.hasBundles()) {
      documents.forEach(
          (digest, image) -> {
            Set<ImageClaim> claims = bundles.getOrDefault(digest, Set.of());
            signings.add(() -> step(claims, state, () -> signBundles(image, claims)));
          });
    }
    if (threads.all(signings).contains(true)) {
      LOG.info("Signed with the key {}", key.verificationKey().hint());
    }
  }

  private static void add(ImageClaim claim, Map<DescriptorDigest, Set<ImageClaim>> claims) {
    claims.computeIfAbsent(claim.digest(), one -> new LinkedHashSet<>()).add(claim);
  }

  private Boolean step(Set<ImageClaim> claims, String state, Signing signing)
      throws ReleaseException {
    String reference = repository.reference(claims.iterator().next().tag());
    return Steps.step(reference, "signing it", state, signing::run);
  }

  private List<ImageClaim> unsigned(Set<ImageClaim> claims, List<Candidate> candidates) {
    return claims.stream()
        .filter(claim -> !Verification.isSigned(key.verificationKey(), claim, candidates))
        .toList();
  }

  private boolean signPayloads(DescriptorDigest image, Set<ImageClaim> claims) throws IOException {
    SignatureStore store = new SignatureStore(registry);
    for (int writes = 0; ; writes++) {
      Optional<Document> manifest = store.manifest(image);
      List<Candidate> candidates =
          manifest.isPresent() ? store.payloads(manifest.get()) : List.of();
      List<ImageClaim> unsigned = unsigned(claims, candidates);
      if (unsigned.isEmpty()) {
        return writes > 0;
      }
      checkWrites(writes);
      List<PayloadSignature> signatures =
          unsigned.stream().map(claim -> PayloadSignature.sign(claim, key)).toList();
      try {
        store.add(image, manifest.orElse(null), signatures);
      } catch (RegistryException e) {
        throw manifest.isPresent() && e.isRefusal() ? refused(e) : e;
      }
    }
  }

  private boolean signBundles(Document image, Set<ImageClaim> claims) throws IOException {
    SignatureStore store = new SignatureStore(registry);
    for (int writes = 0; ; writes++) {
      List<ImageClaim> unsigned = unsigned(claims, store.bundles(image.descriptor().digest()));
      if (unsigned.isEmpty()) {
        return writes > 0;
      }
      checkWrites(writes);
      registry.pushManifest(image); // some registries want the subject of a referrer first
      for (ImageClaim claim : unsigned) {
        store.add(image, Bundle.sign(claim, key));
      }
    }
  }

  private static void checkWrites(int writes) throws IOException {
    if (writes == MOST_WRITES) {
      throw new IOException(
          "the registry does not have the signatures that were written, "
              + MOST_WRITES
              + " times: another program may sign the image at the same time. Run the build again");
    }
  }

  private static RegistryException refused(RegistryException e) {
    return RegistryException.refusal(
        e.getMessage()
            + ". If the registry does not let the tag of the signatures move, set"
            + " captain.signatureFormat to bundle",
        e);
  }
}
