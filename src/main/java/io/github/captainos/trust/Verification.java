package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a verification: whether an image has a signature by one of the keys, over the
 * digest of the image, for a reference that is the image's.
 *
 * @param key the key that the image is signed with; empty if no signature is valid
 * @param reasons why the candidates that were looked at are no valid signatures, in their order;
 *     each continues a sentence about the candidate
 */
public record Verification(Optional<VerificationKey> key, List<String> reasons) {

  public Verification {
    reasons = List.copyOf(reasons);
  }

  /**
   * Looks for a valid signature.
   *
   * @param keys the keys, one of which has to have signed
   * @param image the digest of the manifest or index that is used afterwards
   * @param identity the references that the signature may be for
   * @param candidates what the registry has as signatures of it
   */
  public static Verification of(
      List<VerificationKey> keys,
      DescriptorDigest image,
      SignedIdentity identity,
      List<Candidate> candidates) {
    List<String> reasons = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        return new Verification(Optional.of(verify(keys, image, identity, candidate)), reasons);
      } catch (IOException e) {
        reasons.add(e.getMessage());
      }
    }
    return new Verification(Optional.empty(), reasons);
  }

  /** Returns whether one of the candidates is a signature by a key for exactly one reference. */
  public static boolean isSigned(
      VerificationKey key, ImageClaim claim, List<Candidate> candidates) {
    return candidates.stream().anyMatch(candidate -> isSigned(key, claim, candidate));
  }

  private static boolean isSigned(VerificationKey key, ImageClaim claim, Candidate candidate) {
    try {
      SignedContent content = candidate.parse();
      return content.isSignedBy(key) && content.claim().equals(claim);
    } catch (IOException e) {
      return false;
    }
  }

  private static VerificationKey verify(
      List<VerificationKey> keys,
      DescriptorDigest image,
      SignedIdentity identity,
      Candidate candidate)
      throws IOException {
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
