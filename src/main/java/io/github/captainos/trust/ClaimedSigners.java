package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.util.Optional;

/**
 * The keys that signatures of an image claim to be made with. Nothing is verified: anyone may claim
 * anything, so these may only be shown, and marked as claims.
 */
public final class ClaimedSigners {
  /** Stands for a key that a signature does not name. */
  public static final String UNNAMED = "";

  /** In characters; that of Sigstore has 44. */
  private static final int MAX_HINT = 400;

  private ClaimedSigners() {}

  /**
   * Returns the hint of the key of a signature; {@link #UNNAMED} if it names none, as payloads do
   * not; empty if it is no signature of the image.
   *
   * @param image the digest of the image
   * @param candidate what the registry has as a signature of it
   */
  public static Optional<String> of(DescriptorDigest image, Candidate candidate) {
    try {
      SignedContent content = candidate.parse();
      if (!content.claim().digest().equals(image)) {
        return Optional.empty();
      }
      return Optional.of(
          content instanceof Bundle bundle && bundle.hint().length() <= MAX_HINT
              ? bundle.hint()
              : UNNAMED);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
