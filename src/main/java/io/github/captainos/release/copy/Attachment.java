package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that refers to an image, such as a signature.
 *
 * @param image the image that it was found with
 * @param subject the manifest or index that it refers to
 * @param tree what it consists of at the source
 * @param tag the tag that refers to it, as of cosign's signatures; or null if the manifest names
 *     its subject itself
 * @param blobs the blobs of the source that the destination needs for it
 * @param stored the manifest that the destination gets: that of the source, or one that has what
 *     both ends have
 * @param config the config of a manifest that has what both ends have, or null
 * @param isDone whether the destination has it already
 */
record Attachment(
    ImageCopy image,
    DescriptorDigest subject,
    ImageTree tree,
    @Nullable String tag,
    List<Descriptor> blobs,
    Manifest stored,
    @Nullable Blob config,
    boolean isDone) {

  /** Returns its reference at the source, for messages. */
  String from() {
    return reference(image.from());
  }

  /** Returns its reference at the destination, for messages. */
  String to() {
    return reference(image.to());
  }

  private String reference(String image) {
    String repository = image.substring(0, image.lastIndexOf(':'));
    return tag == null ? repository + "@" + tree.root().digest() : repository + ":" + tag;
  }
}
