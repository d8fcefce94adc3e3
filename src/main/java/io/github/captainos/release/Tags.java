package io.github.captainos.release;

import com.google.cloud.tools.jib.api.ImageReference;

/**
 * What may be a tag.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">OCI
 *     Distribution Specification: pulling manifests</a>
 */
final class Tags {
  private Tags() {}

  /**
   * @param tag the tag
   * @param shown the tag as a message has it
   * @param advice what to do if it is none
   * @throws ReleaseException if no registry would take it
   */
  static void check(String tag, String shown, String advice) throws ReleaseException {
    if (!ImageReference.isValidTag(tag)) {
      throw new ReleaseException(
          "The tag "
              + shown
              + " is no valid tag: at most 128 letters, digits, '_', '.' and '-', of which '.' and"
              + " '-' cannot be first. "
              + advice);
    }
  }
}
