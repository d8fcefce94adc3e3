package io.github.captainos.release.pull;

import io.github.captainos.release.pull.UnpackedLayer.UnpackedLink;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.List;

/**
 * The rules for the symbolic links of an image. By its text, each of them leads to a path in the
 * image; these rules ensure that this is where a program ends that follows it.
 */
final class ImageLinks {
  /** As in Linux. */
  private static final int MOST_FOLLOWED = 40;

  private ImageLinks() {}

  /**
   * Checks where a link leads.
   *
   * @throws IOException if it leads through another link, or with {@code ..} out of anything but a
   *     directory of the image, since a later image could have a link of that name
   */
  static void check(ImageFiles image, UnpackedLink link) throws IOException {
    List<String> through = link.target().through();
    for (String step : through) {
      if (image.atOrAbove(step) instanceof UnpackedLink other) {
        throw new IOException(
            of(link.path()) + " leads through the link '" + Printable.of(other.path()) + "'");
      }
    }
    for (String turn : link.target().turns()) {
      if (!image.isDirectory(turn)) {
        throw new IOException(
            of(link.path())
                + " leads back out of '"
                + Printable.of(turn)
                + "', which is not a directory of the image");
      }
    }
  }

  /**
   * Follows the links of the image.
   *
   * @param path a path that may be a link, or below one
   * @return the path where it leads, which is neither; the image may have nothing there
   * @throws IOException if there are more than 40 links on the way, perhaps in a circle
   */
  static String resolve(ImageFiles image, String path) throws IOException {
    String resolved = path;
    for (int i = 0; i <= MOST_FOLLOWED; i++) {
      if (!(image.atOrAbove(resolved) instanceof UnpackedLink link)) {
        return resolved;
      }
      String rest = resolved.substring(link.path().length());
      resolved =
          link.destination().isEmpty() && !rest.isEmpty()
              ? rest.substring(1)
              : link.destination() + rest;
    }
    throw new IOException(
        of(path) + " leads in a circle, or through more than " + MOST_FOLLOWED + " links");
  }

  /** Returns the beginning of a message. */
  static String of(String path) {
    return "the link '" + Printable.of(path) + "'";
  }
}
