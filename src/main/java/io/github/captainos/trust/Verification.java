package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search for a valid signature of an image: one by one of the keys, over the digest of the image,
 * for a reference that is the image's. It looks at what may be a signature, one after the other.
 */
public final class Verification {
  private final List<VerificationKey> keys;
  private final DescriptorDigest image;
  private final SignedIdentity identity;
  private final List<String> reasons = new ArrayList<>();
  private final Set<String> others = new LinkedHashSet<>();
  private @Nullable VerificationKey key;

  /**
   * @param keys the keys, one of which has to have signed
   * @param image the digest of the manifest or index that is used afterwards
   * @param identity the references that the signature may be for
   */
  public Verification(List<VerificationKey> keys, DescriptorDigest image, SignedIdentity identity) {
    this.keys = List.copyOf(keys);
    this.image = image;
    this.identity = identity;
  }

  /** Returns the key that the image is signed with; empty if no signature has been valid yet. */
  public Optional<VerificationKey> key() {
    return Optional.ofNullable(key);
  }

  /**
   * Returns why the candidates that were looked at are no valid signatures, in their order; each
   * continues a sentence about the candidate.
   */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /**
   * Returns the references that signatures by one of the keys, over the digest of the image, are
   * for and that are not the image's: those that it was signed under elsewhere, if it is a copy.
   */
  public Set<String> otherReferences() {
    return Set.copyOf(others);
  }

  /**
   * Looks at what a registry has as a signature of the image; returns whether it is a valid one.
   */
  public boolean accepts(Candidate candidate) {
    try {
      key = verify(candidate);
      return true;
    } catch (IOException e) {
      reasons.add(e.getMessage());
      return false;
    }
  }

  /** Returns what a candidate says if it is a signature by a key; empty if it is none. */
  public static Optional<ImageClaim> claim(VerificationKey key, Candidate candidate) {
    try {
      SignedContent content = candidate.parse();
      return content.isSignedBy(key) ? Optional.of(content.claim()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private VerificationKey verify(Candidate candidate) throws IOException {
    SignedContent content = candidate.parse();
    VerificationKey signer =
        keys.stream()
            .filter(content::isSignedBy)
            .findFirst()
            .orElseThrow(() -> notSigned(content, keys));
    ImageClaim claim = content.claim();
    if (!claim.digest().equals(image)) {
      throw new IOException("it is for another image, " + claim.digest());
    }
    if (claim.index().isPresent()) {
      throw new IOException(
          "it is for a platform's manifest of the image "
              + claim.index().get()
              + ", which must not be tagged as an image itself");
    }
    if (!identity.matches(claim.reference())) {
      others.add(claim.reference());
      throw new IOException(
          claim.reference().isEmpty()
              ? "it names no reference, where it should name " + identity
              : "it is for " + Printable.of(claim.reference()) + ", not for " + identity);
    }
    return signer;
  }

  static IOException notSigned(SignedContent content, List<VerificationKey> keys) {
    return new IOException(
        keys.stream().anyMatch(content::names)
            ? "it was changed after it was signed"
            : "it was signed with another key, or changed after it was signed");
  }
}
