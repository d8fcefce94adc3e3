package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.store.SignatureStore;
import io.github.captainos.release.signing.store.WriteLoop;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.support.Log;
import io.github.captainos.trust.Bundle;
import io.github.captainos.trust.BundleManifest;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.CosignManifest;
import io.github.captainos.trust.CosignManifest.Kind;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private static final Log LOG = Log.of(ImageSigner.class);

  /**
   * Signs images whose manifests are in the repository, and reads the signatures back.
   *
   * @param images the images by the tags that they are signed for: the index of each, or its
   *     manifest if it is for one platform
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if signatures cannot be read or written
   */
  void sign(Map<String, Manifest> images, String state) throws ReleaseException {
    Map<DescriptorDigest, Set<ImageClaim>> payloads = new LinkedHashMap<>();
    Map<DescriptorDigest, Set<ImageClaim>> bundles = new LinkedHashMap<>();
    Map<DescriptorDigest, Manifest> manifests = new LinkedHashMap<>();
    for (Map.Entry<String, Manifest> one : images.entrySet()) {
      String tag = one.getKey();
      Manifest image = one.getValue();
      String reference = repository.signedName() + ":" + tag;
      ImageClaim claim = new ImageClaim(reference, image.digest());
      manifests.put(image.digest(), image);
      add(claim, bundles);
      add(claim, payloads);
      for (DescriptorDigest platform :
          Steps.step(
              repository.reference(tag), "reading the index", state, () -> platforms(image))) {
        add(new ImageClaim(reference, platform, Optional.of(image.digest())), payloads);
      }
    }
    List<Callable<Boolean>> signings = new ArrayList<>();
    if (format.hasPayloads()) {
      payloads.forEach(
          (digest, claims) -> signings.add(() -> step(claims, state, payloads(digest, claims))));
    }
    if (format.hasBundles()) {
      manifests.forEach(
          (digest, image) -> {
            Set<ImageClaim> claims = bundles.getOrDefault(digest, Set.of());
            signings.add(() -> step(claims, state, bundles(image, claims)));
          });
    }
    if (threads.all(signings).contains(true)) {
      LOG.info("Signed with the key {}", key.verificationKey().hint());
    }
  }

  /**
   * Returns the manifests of the platforms, which get signatures of their own: some programs verify
   * the manifest of the platform that they pull, and not the index.
   */
  private static Set<DescriptorDigest> platforms(Manifest image) throws IOException {
    Set<DescriptorDigest> platforms = new LinkedHashSet<>();
    if (image.isIndex()) {
      image.entries().forEach(entry -> platforms.add(entry.digest()));
    }
    return platforms;
  }

  private static void add(ImageClaim claim, Map<DescriptorDigest, Set<ImageClaim>> claims) {
    claims.computeIfAbsent(claim.digest(), one -> new LinkedHashSet<>()).add(claim);
  }

  private Boolean step(Set<ImageClaim> claims, String state, WriteLoop<ImageClaim> writes)
      throws ReleaseException {
    String reference = repository.reference(claims.iterator().next().tag());
    return Steps.step(reference, "signing it", state, () -> writes.run(Kind.SIGNATURES.noun()));
  }

  /** Removes what is signed already; returns whether nothing is left. */
  private boolean remove(Candidate candidate, Set<ImageClaim> claims) {
    Verification.claim(key.verificationKey(), candidate).ifPresent(claims::remove);
    return claims.isEmpty();
  }

  private WriteLoop<ImageClaim> payloads(DescriptorDigest image, Set<ImageClaim> claims) {
    SignatureStore store = new SignatureStore(registry);
    return new WriteLoop<>() {
      private @Nullable Manifest manifest;

      @Override
      public List<ImageClaim> missing() throws IOException {
        Set<ImageClaim> unsigned = new LinkedHashSet<>(claims);
        manifest = store.manifest(Kind.SIGNATURES, image).orElse(null);
        if (manifest != null) {
          store.payloads(manifest, one -> remove(one, unsigned));
        }
        return List.copyOf(unsigned);
      }

      @Override
      public void write(List<ImageClaim> missing) throws IOException {
        store.add(
            Kind.SIGNATURES,
            image,
            manifest,
            missing.stream()
                .<Supplier<CosignManifest.Layer>>map(
                    claim -> () -> PayloadSignature.sign(claim, key).layer())
                .toList());
      }
    };
  }

  private WriteLoop<ImageClaim> bundles(Manifest image, Set<ImageClaim> claims) {
    SignatureStore store = new SignatureStore(registry);
    Descriptor subject = image.descriptor();
    return new WriteLoop<>() {
      @Override
      public List<ImageClaim> missing() throws IOException {
        Set<ImageClaim> unsigned = new LinkedHashSet<>(claims);
        store.bundles(subject.digest(), one -> remove(one, unsigned));
        return List.copyOf(unsigned);
      }

      @Override
      public void write(List<ImageClaim> missing) throws IOException {
        store.pushSubject(image);
        for (ImageClaim claim : missing) {
          Blob content = Bundle.sign(claim, key).blob();
          store.addBundle(content, BundleManifest.of(content, subject), subject.digest());
        }
      }
    };
  }
}
