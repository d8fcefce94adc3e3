package io.github.captainos.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import org.jspecify.annotations.Nullable;

/**
 * What was done with a tag, or with {@code dryRun} would have been done.
 *
 * @param tagState whether the tag existed
 * @param replacedDigest the digest that it referred to before; null if it did not exist, or
 *     referred to the image already
 */
public record TagMove(State tagState, @Nullable DescriptorDigest replacedDigest) {

  /** Whether a tag existed. */
  public enum State {
    /** It did not exist. */
    NEW,
    /** It referred to the image already. */
    PRESENT,
    /** It referred to another image. */
    MOVED
  }

  /**
   * @param digest the digest that the tag is set to
   * @param before the digest that it referred to before, or null if it did not exist
   */
  public static TagMove of(DescriptorDigest digest, @Nullable DescriptorDigest before) {
    if (before == null) {
      return new TagMove(State.NEW, null);
    }
    return digest.equals(before)
        ? new TagMove(State.PRESENT, null)
        : new TagMove(State.MOVED, before);
  }

  /** Returns the text for recaps. */
  String text(boolean dryRun) {
    return switch (tagState) {
      case NEW -> "new";
      case PRESENT -> "present";
      case MOVED -> (dryRun ? "would replace " : "replaces ") + replacedDigest;
    };
  }
}
