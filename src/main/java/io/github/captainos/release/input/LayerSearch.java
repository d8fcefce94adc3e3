package io.github.captainos.release.input;

import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The search for the file or directory of a layer.
 *
 * @param files finds files and directories by their path
 * @param problems receives a message for each entry of a directory that cannot be published
 */
record LayerSearch(SourceFiles files, Consumer<String> problems) {
  private static final int MOST_PROBLEMS = 10;

  /**
   * Finds what the user wrote, and lists a directory.
   *
   * @param origin what the user wrote
   * @param givenName the name in the image, or null for the default
   * @throws FileOrigin.Problem if there is not exactly one, or if it has an invalid name
   */
  LayerSource find(FileOrigin origin, @Nullable String givenName) throws FileOrigin.Problem {
    FileOrigin.Found found = origin.find(files);
    String name = givenName != null ? givenName : found.name();
    checkName(found.selection() == null ? "file" : "directory", name);
    return found.selection() == null
        ? LayerSource.file(found.path(), name)
        : list(origin, found, name);
  }

  /** Rejects names that pull would reject. */
  private static void checkName(String noun, String name) throws FileOrigin.Problem {
    String problem =
        ChecksumNames.isOne(name)
            ? "has a name that Captain reserves for its checksums, "
                + ChecksumNames.of(Flavor.NONE, "…")
            : EntryNames.problemOfPublished(name).orElse(null);
    if (problem != null) {
      throw new FileOrigin.Problem(
          "the "
              + noun
              + " '"
              + Printable.of(name)
              + "' "
              + problem
              + ". Give the <"
              + noun
              + "> another <name>");
    }
  }

  private LayerSource list(FileOrigin origin, FileOrigin.Found found, String name)
      throws FileOrigin.Problem {
    List<String> invalid = new ArrayList<>();
    LayerSource directory =
        LayerSource.directory(found.path(), name, found.selection(), invalid::add);
    for (SourceEntry entry : directory.entries()) {
      if (entry.kind() != SourceEntry.Kind.DIRECTORY && ChecksumNames.isOne(entry.path())) {
        invalid.add(
            "'"
                + Printable.of(entry.path())
                + "' has a name that pull takes for a file of checksums. Rename it, or add it to"
                + " <excludes>");
      }
    }
    invalid.stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> problems.accept(origin + ": " + problem));
    if (invalid.size() > MOST_PROBLEMS) {
      problems.accept(origin + ": … and " + (invalid.size() - MOST_PROBLEMS) + " more");
    }
    if (invalid.isEmpty()
        && directory.entries().size() == 1
        && !directory.selection().id().isEmpty()) {
      throw new FileOrigin.Problem(origin + " has nothing that its <includes> and <excludes> take");
    }
    return directory;
  }
}
