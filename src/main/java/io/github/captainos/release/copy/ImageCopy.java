package io.github.captainos.release.copy;

import io.github.captainos.image.Document;
import java.util.Optional;

/**
 * An image to copy.
 *
 * @param target the target's name, or {@code both}
 * @param from its reference at the source
 * @param to its reference at the destination
 * @param tag its tag at the destination
 * @param tree all that it consists of
 * @param before what the tag has referred to so far at the destination, or empty
 */
record ImageCopy(
    String target, String from, String to, String tag, ImageTree tree, Optional<Document> before) {

  /** Returns whether the destination has the image under the tag already. */
  boolean isDone() {
    return before.isPresent() && isSame(before.get());
  }

  /** Returns whether a document is the one that is copied. */
  boolean isSame(Document other) {
    return other.descriptor().digest().equals(tree.root().descriptor().digest());
  }
}
