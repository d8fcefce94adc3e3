package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.reading.VerifiedInputStream;
import io.github.captainos.registry.ReferrersIndex;
import io.github.captainos.registry.Registry;
import io.github.captainos.trust.Bundle;
import io.github.captainos.trust.BundleManifest;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.CosignManifest;
import io.github.captainos.trust.CosignManifest.Kind;
import io.github.captainos.trust.PayloadSignature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signatures in a repository, in both formats. What is read is not verified.
 *
 * @param registry the repository
 */
record SignatureStore(Registry registry) {
  private static final int MOST_REFERRERS = 128;

  /**
   * Returns the manifest with the payloads of an image.
   *
   * @throws IOException if the request failed
   */
  Optional<Document> manifest(DescriptorDigest image) throws IOException {
    return registry.find(Kind.SIGNATURES.tag(image));
  }

  /**
   * Returns the payloads of a manifest. Those that are larger than a payload are left out.
   *
   * @throws IOException if the manifest has too many, or a request failed
   */
  List<Candidate> payloads(Document manifest) throws IOException {
    Map<DescriptorDigest, byte[]> contents = new LinkedHashMap<>();
    List<Candidate> found = new ArrayList<>();
    for (Descriptor layer : Kind.SIGNATURES.layers(manifest)) {
      if (layer.size() > Candidate.LARGEST) {
        continue;
      }
      byte[] content = contents.get(layer.digest());
      if (content == null) { // signatures by several keys have the same payload
        content = blob(layer);
        contents.put(layer.digest(), content);
      }
      found.add(Candidate.payload(content, PayloadSignature.signature(layer)));
    }
    return found;
  }

  /**
   * Returns the bundles that refer to an image; without those that are larger than a bundle.
   *
   * @throws IOException if there are too many referrers, or a request failed
   */
  List<Candidate> bundles(DescriptorDigest image) throws IOException {
    List<Descriptor> referrers = registry.referrers(image);
    if (referrers.size() > MOST_REFERRERS) {
      throw new IOException(
          "it has "
              + referrers.size()
              + " referrers, which is more than "
              + MOST_REFERRERS
              + ". Delete some of them");
    }
    List<Candidate> found = new ArrayList<>();
    for (Descriptor referrer : referrers) {
      Optional<Document> manifest =
          registry
              .find(referrer.digest().toString())
              .filter(read -> isReferrer(read, referrer, image));
      if (manifest.isPresent() && BundleManifest.isBundle(manifest.get())) {
        Descriptor bundle = BundleManifest.bundle(manifest.get());
        if (bundle.size() <= Candidate.LARGEST) {
          found.add(Candidate.bundle(blob(bundle)));
        }
      }
    }
    return found;
  }

  /** Anything may be listed as a referrer, such as the image itself. */
  private static boolean isReferrer(Document read, Descriptor listed, DescriptorDigest image) {
    return read.descriptor().digest().equals(listed.digest())
        && ReferrersIndex.subjectOf(read).equals(image.toString());
  }

  private byte[] blob(Descriptor blob) throws IOException {
    return registry.read(blob, in -> VerifiedInputStream.readAll(in, blob));
  }

  /**
   * Adds payloads to those that an image has.
   *
   * @param before the manifest with those, or null
   * @throws IOException if a request failed, or the image would have too many
   */
  void add(DescriptorDigest image, @Nullable Document before, List<PayloadSignature> signatures)
      throws IOException {
    CosignManifest manifest =
        before == null ? null : new CosignManifest(Kind.SIGNATURES, before, config(before));
    for (PayloadSignature signature : signatures) {
      registry.pushBlob(signature.payload());
      manifest =
          manifest == null
              ? CosignManifest.of(Kind.SIGNATURES, signature.layer())
              : manifest.with(signature.layer());
    }
    if (manifest != null) {
      registry.pushBlob(manifest.config());
      registry.tag(Kind.SIGNATURES.tag(image), manifest.manifest());
    }
  }

  private Document config(Document manifest) throws IOException {
    Descriptor config = CosignManifest.config(manifest);
    return Document.of(config.mediaType(), blob(config));
  }

  /**
   * Adds a bundle.
   *
   * @param image the image, which must be in the repository already
   * @throws IOException if a request failed
   */
  void add(Document image, Bundle bundle) throws IOException {
    Document content = bundle.document();
    registry.pushBlob(content);
    registry.pushBlob(BundleManifest.CONFIG);
    registry.pushReferrer(
        BundleManifest.of(content, image.descriptor()), image.descriptor().digest());
  }
}
