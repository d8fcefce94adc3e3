package io.github.captainos.release.signing.store;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.trust.BundleManifest;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.CosignManifest;
import io.github.captainos.trust.CosignManifest.Kind;
import io.github.captainos.trust.PayloadSignature;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The signatures and attestations in a repository, in both formats. What is read is not verified.
 *
 * @param registry the repository
 */
public record SignatureStore(Registry registry) {
  private static final int MAX_REFERRERS = 128;

  /**
   * Returns the manifest under one of cosign's tags of an image.
   *
   * @throws IOException if the tag refers to something else, such as an index, or to too many
   *     layers, or if the request failed
   */
  public Optional<Manifest> manifest(Kind kind, DescriptorDigest image) throws IOException {
    Optional<Manifest> found = registry.manifest(kind.tag(image));
    if (found.isPresent()) {
      try {
        kind.layers(found.get());
      } catch (IOException e) {
        throw unusable(kind, image, e);
      }
    }
    return found;
  }

  private static IOException unusable(Kind kind, DescriptorDigest image, IOException e) {
    return new IOException(
        "what the tag "
            + kind.tag(image)
            + " refers to cannot be used: "
            + e.getMessage()
            + ". Delete this tag, and make the "
            + kind.noun()
            + " again",
        e);
  }

  /** A function that looks at what may be a signature, and must not keep it. */
  public interface Look {
    /** Returns whether no other is to be looked at. */
    boolean at(Candidate candidate);
  }

  /**
   * Reads the payloads of a manifest, one at a time. Those that are larger than a payload are left
   * out.
   *
   * @return whether the function has ended it
   * @throws IOException if the manifest has too many, or a request failed
   */
  public boolean payloads(Manifest manifest, Look look) throws IOException {
    DescriptorDigest last = null;
    byte[] content = {};
    for (Descriptor layer : Kind.SIGNATURES.layers(manifest)) {
      if (layer.size() > Candidate.LARGEST) {
        continue;
      }
      if (!layer.digest().equals(last)) { // signatures by several keys have the same payload
        content = registry.get(layer, Candidate.LARGEST);
        last = layer.digest();
      }
      if (look.at(Candidate.payload(content, PayloadSignature.signature(layer)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the bundles that refer to an image, and may be signatures of it, one at a time; without
   * those that are larger than such a bundle.
   *
   * @return whether the function has ended it
   * @throws IOException if there are too many referrers, or a request failed
   */
  public boolean bundles(DescriptorDigest image, Look look) throws IOException {
    for (Descriptor referrer : referrers(image)) {
      Optional<Manifest> manifest = bundleManifest(referrer, image);
      if (manifest.isPresent() && BundleManifest.mayBeSignature(manifest.get())) {
        Descriptor bundle = BundleManifest.bundle(manifest.get()).orElseThrow();
        if (bundle.size() <= Candidate.LARGEST
            && look.at(Candidate.bundle(registry.get(bundle, Candidate.LARGEST)))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns what the registry lists as referrers of an image, without what is larger than the
   * manifest of a bundle.
   *
   * @throws IOException if there are too many, or a request failed
   */
  List<Descriptor> referrers(DescriptorDigest image) throws IOException {
    List<Descriptor> referrers = registry.referrers(image, BundleManifest.MAX_SIZE).entries();
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
   * Reads the manifest of a bundle.
   *
   * @param referrer the entry in the list of referrers
   * @return the manifest; empty if it does not exist, or is none of a bundle for the image
   * @throws IOException if the request failed
   */
  Optional<Manifest> bundleManifest(Descriptor referrer, DescriptorDigest image)
      throws IOException {
    return registry
        .manifest(referrer)
        .filter(manifest -> manifest.refersTo(image)) // anything may be listed
        .filter(manifest -> BundleManifest.bundle(manifest).isPresent());
  }

  /**
   * Adds layers to those that an image has under one of cosign's tags, with one manifest.
   *
   * @param before the manifest with those, or null
   * @param layers the layers, one of which is held in memory at a time
   * @throws IOException if a request failed, or the image would have too many
   */
  public void add(
      Kind kind,
      DescriptorDigest image,
      @Nullable Manifest before,
      List<Supplier<CosignManifest.Layer>> layers)
      throws IOException {
    CosignManifest manifest =
        before == null
            ? null
            : new CosignManifest(
                kind, before, registry.get(CosignManifest.config(before), CosignManifest.MAX_SIZE));
    for (Supplier<CosignManifest.Layer> one : layers) {
      CosignManifest.Layer layer = one.get();
      registry.pushBlob(layer.content());
      try {
        manifest =
            manifest == null
                ? CosignManifest.of(kind, layer.descriptor())
                : manifest.with(layer.descriptor());
      } catch (IOException e) {
        throw unusable(kind, image, e);
      }
    }
    if (manifest == null) {
      return;
    }
    registry.pushBlob(manifest.configBlob());
    try {
      registry.tag(kind.tag(image), manifest.manifest());
    } catch (RegistryException e) {
      throw before != null && e.isRefusal() ? refused(kind, e) : e;
    }
  }

  private static RegistryException refused(Kind kind, RegistryException e) {
    return RegistryException.refusal(
        e.getMessage()
            + ". If the registry does not let the tag of the "
            + kind.noun()
            + " move, set captain.signatureFormat to bundle",
        e);
  }

  /**
   * Stores an image under its digest: some registries want the subject of a referrer first.
   *
   * @throws IOException if the request failed
   */
  public void pushSubject(Manifest image) throws IOException {
    registry.pushManifest(image);
  }

  /**
   * Adds a bundle.
   *
   * @param content the bundle
   * @param manifest its manifest
   * @param image the digest of the image that it refers to
   * @throws IOException if a request failed
   */
  public void addBundle(Blob content, Manifest manifest, DescriptorDigest image)
      throws IOException {
    registry.pushBlob(content);
    registry.pushNewBlob(BundleManifest.CONFIG);
    registry.pushReferrer(manifest, image);
  }
}
