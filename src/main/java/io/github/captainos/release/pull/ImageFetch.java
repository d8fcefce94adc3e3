package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.SelectedFiles;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.release.pull.output.StagingDirectory;
import io.github.captainos.release.steps.Steps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches the layers of an image that a pull needs. Links tell only when their layer is there which
 * other files they need, so there may be several rounds.
 *
 * @param reference the image, for messages
 * @param selection the files that are selected
 * @param fetch fetches layers
 */
record ImageFetch(String reference, FileSelection selection, LayerFetch fetch) {

  /**
   * The result.
   *
   * @param layers the layers that were needed, from the lowest to the topmost
   * @param unpacked what is in them, in the same order
   * @param image all of their files
   * @param selected the files that are written
   */
  record Fetched(
      List<Descriptor> layers,
      List<UnpackedLayer> unpacked,
      ImageFiles image,
      ImageFiles selected) {}

  /**
   * @param layers all layers of the image, from the lowest to the topmost
   * @param staging the directory for unverified files
   * @throws ReleaseException if a layer is invalid, or a pattern matches nothing
   */
  Fetched fetch(List<Descriptor> layers, StagingDirectory staging) throws ReleaseException {
    selection.checkTitles(reference, layers);
    Map<DescriptorDigest, UnpackedLayer> contents = new HashMap<>();
    List<Descriptor> needed = layers.stream().filter(selection::mayNeed).toList();
    while (true) {
      contents.putAll(fetch.fetch(needed, staging));
      List<Descriptor> fetched =
          layers.stream().filter(layer -> contents.containsKey(layer.digest())).toList();
      List<UnpackedLayer> unpacked = new ArrayList<>();
      fetched.forEach(
          layer -> Optional.ofNullable(contents.get(layer.digest())).ifPresent(unpacked::add));
      ImageFiles image = step("unpacking", () -> ImageFiles.of(unpacked));
      SelectedFiles selected = SelectedFiles.of(image, selection::takes);
      needed = layersWith(selected.missing(), layers, contents.keySet());
      if (needed.isEmpty()) {
        selection.checkPaths(reference, image.paths());
        ImageFiles files = selected.files();
        step(
            "unpacking",
            () -> {
              image.checkLinks(files.links());
              return files;
            });
        return new Fetched(fetched, unpacked, image, files);
      }
    }
  }

  private static List<Descriptor> layersWith(
      Set<String> paths, List<Descriptor> layers, Set<DescriptorDigest> fetched) {
    return layers.stream()
        .filter(layer -> !fetched.contains(layer.digest()))
        .filter(layer -> FileSelection.mayHave(layer, paths))
        .toList();
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference, doing, Steps.NO_FILE_WRITTEN, step);
  }
}
