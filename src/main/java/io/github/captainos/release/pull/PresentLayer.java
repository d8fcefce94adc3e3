package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.entry.LinkTarget;
import io.github.captainos.image.entry.SourceEntry;
import io.github.captainos.image.layer.Layer;
import io.github.captainos.image.layer.LayerFile;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a layer whose content is in the output directory already. */
final class PresentLayer {
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private PresentLayer() {}

  /**
   * @param layer the layer that the content makes
   * @param digest the digest of the layer in the image
   * @throws IllegalArgumentException if a link leads outside of the image
   */
  static UnpackedLayer of(Layer layer, DescriptorDigest digest) {
    List<UnpackedFile> files = new ArrayList<>();
    List<UnpackedLink> links = new ArrayList<>();
    Map<String, Integer> directories = new LinkedHashMap<>();
    for (LayerFile file : layer.files()) {
      files.add(new UnpackedFile(file.path(), null, FILE_MODE, file.size(), file.digest(), digest));
    }
    for (SourceEntry entry : layer.source().entries()) {
      String path = entry.path();
      switch (entry.kind()) {
        case FILE -> {} // above
        case LINK -> links.add(UnpackedLink.of(LinkTarget.of(path, entry.target())));
        case DIRECTORY -> directories.put(path, DIRECTORY_MODE);
      }
    }
    return new UnpackedLayer(true, files, links, directories, List.of(), List.of());
  }
}
