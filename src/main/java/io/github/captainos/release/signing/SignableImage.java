package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.reading.ForeignManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that gets a signature.
 *
 * @param tag the tag that it is signed for
 * @param document its index, or its manifest if it is for one platform
 */
record SignableImage(String tag, Document document) {

  DescriptorDigest digest() {
    return document.descriptor().digest();
  }

  /**
   * Returns the digests that get a signature of their own: some programs verify the manifest of the
   * platform that they pull, and not the index.
   *
   * @throws IOException if it is not an image
   */
  List<DescriptorDigest> digests() throws IOException {
    List<DescriptorDigest> digests = new ArrayList<>(List.of(digest()));
    ForeignManifest manifest = ForeignManifest.parse(document);
    if (manifest.isIndex()) {
      manifest.descriptors().stream().map(Descriptor::digest).distinct().forEach(digests::add);
    }
    return digests;
  }
}
