package io.github.captainos.release.pull.output;

import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.ImageLinks;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.support.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The symbolic links of an image on their way into the output directory. They are created in the
 * staging directory before the first file is moved, so an error of the file system comes before
 * anything is written; and they are moved when all files are in their places.
 */
public final class OutputLinks {
  private final Path output;
  private final Map<String, Staged> staged = new LinkedHashMap<>();
  private final Set<UnpackedLink> present = new LinkedHashSet<>();

  /**
   * A link in the staging directory.
   *
   * @param path its temporary path
   * @param replaced identifies what is at its final path; null if there is nothing
   */
  private record Staged(Path path, Path target, @Nullable Object replaced) {}

  private OutputLinks(Path output) {
    this.output = output;
  }

  /**
   * Creates all links that are not in the output directory yet, in the staging directory.
   *
   * @throws IOException if the file system has no links; the message says what to do
   */
  public static OutputLinks stage(ImageFiles image, Path output, StagingDirectory staging)
      throws IOException {
    OutputLinks links = new OutputLinks(output);
    for (UnpackedLink link : image.links()) {
      if (links.isThere(link.path(), Path.of(link.text()))) {
        links.present.add(link);
      } else {
        links.stage(link, staging.newFile());
      }
    }
    return links;
  }

  private void stage(UnpackedLink link, Path path) throws IOException {
    Path target = Path.of(link.text());
    try {
      Files.createSymbolicLink(path, target);
    } catch (UnsupportedOperationException | IOException e) {
      throw new IOException(
          ImageLinks.of(link.path())
              + " cannot be created in "
              + output
              + " ("
              + reason(e)
              + "). If the file system has no symbolic links, set captain.links=copy to write the"
              + " files that they lead to in their place",
          e);
    }
    staged.put(link.path(), new Staged(path, target, key(output.resolve(link.path()))));
  }

  private static String reason(Exception e) {
    String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** Returns what is done with a link of the image; one that has no link here was copied. */
  public LinkState state(UnpackedLink link) {
    if (staged.containsKey(link.path())) {
      return LinkState.CREATED;
    }
    return present.contains(link) ? LinkState.PRESENT : LinkState.COPIED;
  }

  /**
   * Moves the links to their final paths. What was at such a path is replaced. If it has changed
   * since the links were staged, it is a file of the same image with a name that differs in case
   * only, in a file system that ignores case, and is not replaced.
   *
   * @throws IOException if a link cannot be moved; the message names it
   */
  void place() throws IOException {
    for (Map.Entry<String, Staged> entry : staged.entrySet()) {
      place(output.resolve(entry.getKey()), entry.getValue());
    }
    for (UnpackedLink link : present) {
      if (!isThere(link.path(), Path.of(link.text()))) {
        throw changed(output.resolve(link.path()));
      }
    }
  }

  private static void place(Path path, Staged link) throws IOException {
    Object there = key(path);
    if (!Objects.equals(there, link.replaced())) {
      throw changed(path);
    }
    if (OutputDirectory.POSIX) {
      AtomicFile.move(link.path(), path);
    } else {
      // Windows has other links for directories, and looks at the target to create the right one
      Files.deleteIfExists(path);
      Files.createSymbolicLink(path, link.target());
    }
  }

  private static IOException changed(Path path) {
    return new IOException(
        path
            + " was written since the files were checked. Names that differ in case only are the"
            + " same in some file systems: pull the image into another one");
  }

  private boolean isThere(String link, Path target) throws IOException {
    Path path = output.resolve(link);
    return Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(target);
  }

  /** Identifies what is at a path; null if there is nothing. */
  private static @Nullable Object key(Path path) throws IOException {
    return OutputDirectory.find(path)
        .map(there -> Optional.ofNullable(there.fileKey()).orElse("unknown"))
        .orElse(null);
  }

  /**
   * Checks that a link does not lead through a link in the output directory, nor to one that is not
   * of the same image.
   *
   * @throws IOException if it does; the message names that link
   */
  static void checkSteps(Path output, ImageFiles image, UnpackedLink link) throws IOException {
    List<String> steps = link.target().steps();
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      boolean isLast = i == steps.size() - 1;
      if (isLast && image.atOrAbove(step) != null) {
        return; // it will be replaced
      }
      // the output directory itself may be a link of the user
      if (!step.isEmpty() && Files.isSymbolicLink(output.resolve(step))) {
        throw new IOException(
            output.resolve(step)
                + " is a link, and "
                + ImageLinks.of(link.path())
                + " of the image would lead through it"
                + OutputDirectory.ADVICE);
      }
    }
  }
}
