package io.github.captainos.release.input;

import io.github.captainos.image.Compression;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.input.TargetLayers.NamedLayer;
import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The search for the files and directories to publish. */
final class FileSearch {
  private static final List<String> COMPRESSIONS = List.of("none", "zstd", "gzip");

  private final FileRequest request;
  private final SourceFiles files;
  private final Compression byDefault;
  private final List<String> problems = new ArrayList<>();

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
   * @return the files and directories of each target, by its name
   * @throws ReleaseException if some are missing, unreadable or ambiguous; one exception names all
   */
  static Map<String, List<NamedLayer>> find(FileRequest request, List<TargetFiles> targets)
      throws ReleaseException {
    FileSearch search = new FileSearch(request);
    Map<String, List<NamedLayer>> files = new LinkedHashMap<>();
    for (TargetFiles target : targets) {
      files.put(target.name(), search.layersOf(target));
    }
    if (!search.problems.isEmpty()) {
      throw ReleaseException.of(
          "Files to publish are missing or invalid (paths are relative to "
              + request.baseDirectory()
              + "):",
          search.problems);
    }
    return files;
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
