package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that signatures of an image claim to be made with. Nothing is verified: anyone may claim
 * anything, so these may only be shown, and marked as claims.
 */
public final class ClaimedSigners {
  /** Stands for a key that a signature does not name. */
  public static final String UNNAMED = "";

  private ClaimedSigners() {}

  /**
   * Returns the hint of the key of each signature, in their order; {@link #UNNAMED} for those that
   * name none, as payloads do not. What is no signature of the image is left out.
   *
   * @param image the digest of the image
   * @param candidates what the registry has as signatures of it
   */
  public static List<String> of(DescriptorDigest image, List<Candidate> candidates) {
    List<String> hints = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        SignedContent content = candidate.parse();
        if (content.claim().digest().equals(image)) {
          hints.add(content instanceof Bundle bundle ? bundle.hint() : UNNAMED);
        }
      } catch (IOException e) {
        // it is no signature
      }
    }
    return hints;
  }
}
