package io.github.captainos.release.pull.files;

import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;

/**
 * The rules for the symbolic links of an image. By its text, each of them leads to a path in the
 * image; these rules ensure that this is where a program ends that follows it.
 */
public final class ImageLinks {
  /** As in Linux. */
  private static final int MOST_FOLLOWED = 40;

  private ImageLinks() {}

  /**
   * Checks that a layer has no entry below a link of the same layer.
   *
   * @throws IOException if it has; the message names both
   */
  static void checkLayer(UnpackedLayer layer) throws IOException {
    NavigableSet<String> touched = layer.touched();
    for (UnpackedLink link : layer.links()) {
      String next = touched.higher(link.path());
      if (next != null && PathOrder.isBelow(next, link.path())) {
        throw isBelow(next, link.path());
      }
    }
  }

  /**
   * Checks that a layer has no entry below a link of a lower layer: programs that follow the link
   * would write or remove something elsewhere.
   *
   * @param lower the lower layers, without the links that this one removes or replaces by an entry
   *     for a directory
   * @throws IOException if it has; the message names both
   */
  static void checkLayerAbove(ImageFiles lower, UnpackedLayer layer) throws IOException {
    for (String path : layer.touched()) {
      if (lower.atOrAbove(path) instanceof UnpackedLink link && !link.path().equals(path)) {
        throw isBelow(path, link.path());
      }
    }
  }

  private static IOException isBelow(String path, String link) {
    return new IOException(
        "the entry '" + Printable.of(path) + "' is below the link '" + Printable.of(link) + "'");
  }

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
  public static String resolve(ImageFiles image, String path) throws IOException {
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
  public static String of(String path) {
    return "the link '" + Printable.of(path) + "'";
  }
}
