package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.report.PullReport.PulledLink;
import java.nio.file.Path;
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
 * @param artifacts the files that were selected
 * @param links the symbolic links that were selected
 */
record PullOutcome(List<Part> layers, List<PulledFile> artifacts, List<PulledLink> links) {

  /**
   * @param all the layers of the image, from the lowest to the topmost
   * @param fetched those that were needed, and the files
   * @param directory where they are
   * @param links returns what was done with a link
   */
  static PullOutcome of(
      List<Descriptor> all,
      ImageFetch.Fetched fetched,
      Path directory,
      Function<UnpackedLink, LinkState> links) {
    ImageFiles files = fetched.selected();
    Map<DescriptorDigest, State> states = new HashMap<>();
    for (int i = 0; i < fetched.layers().size(); i++) {
      states.put(
          fetched.layers().get(i).digest(),
          fetched.unpacked().get(i).isPresent() ? State.PRESENT : State.FETCHED);
    }
    List<Part> parts = new ArrayList<>();
    Map<DescriptorDigest, Part> byDigest = new HashMap<>();
    for (Descriptor layer : all) {
      Part part = new Part(layer, states.getOrDefault(layer.digest(), State.OMITTED));
      parts.add(part);
      byDigest.put(layer.digest(), part);
    }
    List<PulledFile> artifacts = new ArrayList<>();
    for (UnpackedFile file : files.files()) {
      Part layer = Objects.requireNonNull(byDigest.get(file.layer()));
      artifacts.add(
          new PulledFile(
              file.path(),
              file.size(),
              file.sha256().getHash(),
              layer,
              directory.resolve(file.path())));
    }
    return new PullOutcome(
        parts,
        artifacts,
        files.links().stream()
            .map(
                link ->
                    new PulledLink(
                        link.path(),
                        link.text(),
                        links.apply(link),
                        directory.resolve(link.path())))
            .toList());
  }
}
