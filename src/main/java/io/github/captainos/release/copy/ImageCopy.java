package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import java.util.Optional;
import java.util.Set;

/**
 * An image to copy.
 *
 * @param target the target's name, or {@code both}
 * @param from its reference at the source
 * @param to its reference at the destination
 * @param tag its tag at the destination
 * @param tree all that it consists of
 * @param before what the tag has referred to so far at the destination, or empty
 * @param needed the manifests and indexes below it that are sent: all, or if the tag refers to this
 *     image already, those that the destination does not have
 */
record ImageCopy(
    String target,
    String from,
    String to,
    String tag,
    ImageTree tree,
    Optional<Manifest> before,
    Set<DescriptorDigest> needed) {

  /** Returns this copy with other manifests that are sent. */
  ImageCopy withNeeded(Set<DescriptorDigest> other) {
    return new ImageCopy(target, from, to, tag, tree, before, other);
  }

  /** Returns whether the tag refers to the image already. */
  boolean isTagged() {
    return before.isPresent() && isSame(before.get());
  }

  /** Returns whether the destination has the image under the tag already. */
  boolean isDone() {
    return isTagged() && needed.isEmpty();
  }

  /** Returns whether a manifest or index below the image is sent. */
  boolean needs(Manifest manifest) {
    return needed.contains(manifest.digest());
  }

  /** Returns whether another one is the one that is copied. */
  boolean isSame(Manifest other) {
    return other.isSame(tree.root());
  }
}
