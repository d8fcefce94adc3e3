package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.reading.ForeignManifest;
import java.io.IOException;
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
   * Returns the manifests of the platforms, which get signatures of their own: some programs verify
   * the manifest of the platform that they pull, and not the index.
   *
   * @throws IOException if it is not an image
   */
  List<DescriptorDigest> platforms() throws IOException {
    ForeignManifest manifest = ForeignManifest.parse(document);
    return manifest.isIndex()
        ? manifest.descriptors().stream().map(Descriptor::digest).distinct().toList()
        : List.of();
  }
}
