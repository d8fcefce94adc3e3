package io.github.captainos.release.input;

import io.github.captainos.image.Compression;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.input.TargetLayers.NamedLayer;
import io.github.captainos.support.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The search for the files and directories to publish. */
final class FileSearch {
  private static final List<String> COMPRESSIONS = List.of("none", "zstd", "gzip");

  private final FileRequest request;
  private final SourceFiles files;
  private final Compression byDefault;
  private final List<String> problems = new ArrayList<>();

  /**
   * What was found.
   *
   * @param layers the files and directories of each target, by its name
   * @param sboms the SBOM of each target that has one, by its name
   */
  record Found(Map<String, List<NamedLayer>> layers, Map<String, Path> sboms) {}

  private FileSearch(FileRequest request) throws ReleaseException {
    this.request = request;
    this.files =
        new SourceFiles(
            request.baseDirectory(),
            request.targets().stream()
                .flatMap(target -> target.files().stream())
                .map(source -> source.origin().toString())
                .collect(Collectors.toSet()));
    this.byDefault =
        Compression.named(request.compression().value())
            .orElseThrow(
                () ->
                    new ReleaseException(
                        "captain.compression must be none, zstd or gzip, not "
                            + request.compression()
                            + "."
                            + Suggestion.of(request.compression().value(), COMPRESSIONS)));
  }

  /**
   * Finds the files, without reading them.
   *
   * @throws ReleaseException if some are missing, unreadable or ambiguous; one exception names all
   */
  static Found find(FileRequest request, List<TargetFiles> targets) throws ReleaseException {
    FileSearch search = new FileSearch(request);
    Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (TargetFiles target : targets) {
      found.layers().put(target.name(), search.layersOf(target));
      search.sbomOf(target).ifPresent(sbom -> found.sboms().put(target.name(), sbom));
    }
    if (!search.problems.isEmpty()) {
      throw ReleaseException.of(
          "Files to publish are missing or invalid (paths are relative to "
              + request.baseDirectory()
              + "):",
          search.problems);
    }
    return found;
  }

  private Optional<Path> sbomOf(TargetFiles target) {
    String sbom = target.sbom();
    try {
      return sbom == null ? Optional.empty() : Optional.of(files.findSbom(sbom));
    } catch (FileOrigin.Problem e) {
      problems.add("target " + target.name() + ": the <sbom> " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<NamedLayer> layersOf(TargetFiles target) {
    String prefix = "target " + target.name() + ": ";
    LayerSearch search = new LayerSearch(files, problem -> problems.add(prefix + problem));
    List<NamedLayer> found = new ArrayList<>();
    for (TargetFiles.Source source : target.files()) {
      try {
        found.add(new NamedLayer(search.find(source.origin(), source.name()), compression(source)));
      } catch (FileOrigin.Problem e) {
        problems.add(prefix + e.getMessage());
      }
    }
    return found;
  }

  private Compression compression(TargetFiles.Source source) throws FileOrigin.Problem {
    String own = source.compression();
    return own == null
        ? byDefault
        : Compression.named(own)
            .orElseThrow(
                () ->
                    new FileOrigin.Problem(
                        "the <compression> of "
                            + source.origin()
                            + " must be none, zstd or gzip, not '"
                            + own
                            + "'."
                            + Suggestion.of(own, COMPRESSIONS)));
  }
}
