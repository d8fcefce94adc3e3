package io.github.captainos.release;

import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.image.JibClasses;

/**
 * What may be a part of a reference.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">OCI
 *     Distribution Specification: pulling manifests</a>
 */
final class Names {
  private static final int LARGEST_PORT = 65535;

  static {
    JibClasses.load();
  }

  private Names() {}

  /** Returns whether this is {@code host[:port]}. */
  static boolean isRegistry(String text) {
    int colon = text.indexOf(':');
    String port = colon < 0 ? "" : text.substring(colon + 1);
    return ImageReference.isValidRegistry(text)
        && (colon < 0 || port.length() <= 5 && Integer.parseInt(port) <= LARGEST_PORT);
  }

  /** Returns whether this is the name of a repository, or a part of it. */
  static boolean isRepository(String text) {
    return ImageReference.isValidRepository(text);
  }

  /** Returns whether this is a tag. */
  static boolean isTag(String text) {
    return ImageReference.isValidTag(text);
  }

  /** Returns the tag of a target's image, where the combined one has the tag given. */
  static String tagOf(String tag, String target) {
    return tag + "-" + target;
  }

  /**
   * @param tag the tag
   * @param shown the tag as a message has it
   * @param advice what to do if it is none
   * @throws ReleaseException if no registry would take it
   */
  static void checkTag(String tag, String shown, String advice) throws ReleaseException {
    if (!isTag(tag)) {
      throw new ReleaseException(
          "The tag "
              + shown
              + " is no valid tag: at most 128 letters, digits, '_', '.' and '-', of which '.' and"
              + " '-' cannot be first. "
              + advice);
    }
  }
}
