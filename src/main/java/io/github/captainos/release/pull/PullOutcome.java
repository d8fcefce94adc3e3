package io.github.captainos.release.pull;

import io.github.captainos.image.Descriptor;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.Part;
import io.github.captainos.report.State;
import io.github.captainos.report.goal.PulledLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The result of a pull.
 *
 * @param layers each layer, and whether it was fetched
 * @param artifacts the files of the image
 * @param links the symbolic links of the image
 */
record PullOutcome(List<Part> layers, List<Artifact> artifacts, List<PulledLink> links) {

  /**
   * @param layers the layers, from the lowest to the topmost
   * @param unpacked the unpacked layers, in the same order
   * @param files the files of the image
   * @param links returns what was done with a link
   */
  static PullOutcome of(
      List<Descriptor> layers,
      List<UnpackedLayer> unpacked,
      ImageFiles files,
      Function<UnpackedLink, PulledLink.State> links) {
    List<Part> parts = new ArrayList<>();
    Map<String, Part> byDigest = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Part part =
          new Part(
              ReportContent.content(layers.get(i)),
              unpacked.get(i).isPresent() ? State.PRESENT : State.FETCHED);
      parts.add(part);
      byDigest.put(part.digest(), part);
    }
    List<Artifact> artifacts = new ArrayList<>();
    for (UnpackedFile file : files.files()) {
      Part layer = Objects.requireNonNull(byDigest.get(file.layer().toString()));
      artifacts.add(new Artifact(file.path(), file.size(), file.sha256().getHash(), layer, null));
    }
    return new PullOutcome(
        parts,
        artifacts,
        files.links().stream()
            .map(link -> new PulledLink(link.path(), link.text(), links.apply(link)))
            .toList());
  }
}
