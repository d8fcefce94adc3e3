package io.github.captainos.release.signing.store;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.trust.Attestation;
import io.github.captainos.trust.AttestationCandidate;
import io.github.captainos.trust.BundleManifest;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.CosignManifest.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The attestations of one image in a repository, in both formats. What is read is not verified. */
public final class AttestationStore {
  /** The maximum size in bytes of all attestations of an image that are read. */
  private static final long LARGEST_IN_TOTAL = 256L << 20;

  /** One large attestation is held in memory at a time, whatever a registry offers. */
  private static final Object LARGE = new Object();

  private final SignatureStore store;
  private final DescriptorDigest image;
  private long read;

  /**
   * @param store the repository
   * @param image the digest of the image
   */
  public AttestationStore(SignatureStore store, DescriptorDigest image) {
    this.store = store;
    this.image = image;
  }

  /**
   * What a repository lists as an attestation of an image.
   *
   * @param content the envelope or the bundle
   * @param annotatedType the predicate type that it is annotated with; empty without one
   * @param isBundle whether it is a bundle
   */
  public record Listed(Descriptor content, String annotatedType, boolean isBundle) {}

  /** A function that looks at an attestation, and must not keep it. */
  public interface Look<T> {
    T at(AttestationCandidate candidate) throws IOException;
  }

  /**
   * Returns what is under the tag of cosign.
   *
   * @throws IOException if there is too much, or a request failed
   */
  public List<Listed> envelopes() throws IOException {
    List<Listed> found = new ArrayList<>();
    for (Manifest manifest : store.manifest(Kind.ATTESTATIONS, image).stream().toList()) {
      found.addAll(envelopes(manifest));
    }
    return found;
  }

  /**
   * Returns what a manifest lists.
   *
   * @throws IOException if it is none, or lists too much
   */
  public static List<Listed> envelopes(Manifest manifest) throws IOException {
    return Kind.ATTESTATIONS.layers(manifest).stream()
        .map(layer -> new Listed(layer, Attestation.predicateType(layer), false))
        .toList();
  }

  /**
   * Returns the bundles that refer to the image, and may be attestations.
   *
   * @throws IOException if there are too many, or a request failed
   */
  public List<Listed> bundles() throws IOException {
    List<Listed> found = new ArrayList<>();
    for (Descriptor referrer : store.referrers(image)) {
      Optional<Manifest> manifest = store.bundleManifest(referrer, image);
      if (manifest.isPresent()) {
        String type = BundleManifest.predicateType(manifest.get());
        if (type.isEmpty() || !BundleManifest.mayBeSignature(manifest.get())) {
          found.add(new Listed(BundleManifest.bundle(manifest.get()).orElseThrow(), type, true));
        }
      }
    }
    return found;
  }

  /** Returns whether an attestation is small enough to be read after those that were. */
  public boolean mayRead(Listed listed) {
    long size = listed.content().size();
    return size <= AttestationCandidate.LARGEST && read + size <= LARGEST_IN_TOTAL;
  }

  /**
   * Reads an attestation.
   *
   * @throws IOException if it is too large, if too much was read of this image, if the request
   *     failed, or as the function does
   */
  public <T> T read(Listed listed, Look<T> look) throws IOException {
    long size = listed.content().size();
    if (size > AttestationCandidate.LARGEST) {
      throw new IOException(AttestationCandidate.TOO_LARGE);
    }
    read += size;
    if (read > LARGEST_IN_TOTAL) {
      throw new IOException(
          "the attestations of the image are larger than "
              + (LARGEST_IN_TOTAL >> 20)
              + " MiB in total. Delete some of them");
    }
    return oneAtATime(
        size,
        () ->
            look.at(
                new AttestationCandidate(
                    store.registry().get(listed.content(), AttestationCandidate.LARGEST),
                    listed.annotatedType(),
                    listed.isBundle())));
  }

  /**
   * Runs what holds attestations in memory, one after the other if they are large.
   *
   * @param size the size of the largest in bytes
   */
  public static <T> T oneAtATime(long size, Steps.Step<T> step) throws IOException {
    if (size <= Candidate.LARGEST) {
      return step.run();
    }
    synchronized (LARGE) {
      return step.run();
    }
  }
}
