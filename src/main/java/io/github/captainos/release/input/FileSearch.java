package io.github.captainos.release.input;

import io.github.captainos.image.Compression;
import io.github.captainos.image.Layer;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.input.TargetLayers.NamedFile;
import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The search for the files to publish. */
final class FileSearch {
  private static final String GIVE_ANOTHER_NAME = ". Give the <file> another <name>";
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
   * @return the files of each target, by its name
   * @throws ReleaseException if files are missing, unreadable or ambiguous; one exception names all
   */
  static Map<String, List<NamedFile>> find(FileRequest request, List<TargetFiles> targets)
      throws ReleaseException {
    FileSearch search = new FileSearch(request);
    Map<String, List<NamedFile>> files = new LinkedHashMap<>();
    for (TargetFiles target : targets) {
      files.put(target.name(), search.filesOf(target));
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

  private List<NamedFile> filesOf(TargetFiles target) {
    List<NamedFile> found = new ArrayList<>();
    for (TargetFiles.Source source : target.files()) {
      try {
        found.add(find(source));
      } catch (FileOrigin.Problem e) {
        problems.add("target " + target.name() + ": " + e.getMessage());
      }
    }
    return found;
  }

  private NamedFile find(TargetFiles.Source source) throws FileOrigin.Problem {
    FileOrigin.Found found = source.origin().find(files);
    String name = source.name() != null ? source.name() : found.name();
    checkName(name);
    return new NamedFile(found.file(), name, compression(source));
  }

  /** Rejects names that pull would reject. */
  private static void checkName(String name) throws FileOrigin.Problem {
    try {
      Layer.checkName(name);
    } catch (IllegalArgumentException e) {
      throw new FileOrigin.Problem(e.getMessage() + GIVE_ANOTHER_NAME);
    }
    if (ChecksumNames.isOne(name)) {
      throw new FileOrigin.Problem(
          "the file '"
              + name
              + "' has a name that Captain reserves for its checksums, "
              + ChecksumNames.of(Flavor.NONE, "…")
              + GIVE_ANOTHER_NAME);
    }
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
