package io.github.captainos.release.pull;

import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of an image with the checksum files in it. Links are followed within the
 * image, as sha256sum follows them on the disk.
 *
 * @param image the files of the image, as far as they were fetched
 * @param selected those that are written
 * @param selection matches the paths that the user asked for
 * @param output the directory of files that are not staged
 */
record Checksums(ImageFiles image, ImageFiles selected, FileSelection selection, Path output) {
  /** The size that every checksum file may have in bytes, whatever the image has. */
  private static final long MAX_SIZE = 1 << 20;

  /** The same if only some layers were fetched, so that it is not known which files there are. */
  private static final long MAX_SIZE_OF_PART = 16 << 20;

  /** In bytes: a digest, what separates it from the name, "./" before the name, a line feed. */
  private static final int LINE_WITHOUT_NAME = 64 + 2 + 2 + 2;

  /** In UTF-8. */
  private static final int MAX_BYTES_OF_CHARACTER = 3;

  private static final int MAX_PROBLEMS = 20;

  /**
   * Compares all files that are written.
   *
   * @return the problems, each a sentence without its full stop
   * @throws IOException if a checksum file cannot be read, or a link leads in a circle
   */
  List<String> problems() throws IOException {
    long maxSize = selection.isAll() ? Math.max(MAX_SIZE, maxLines()) : MAX_SIZE_OF_PART;
    List<String> problems = new ArrayList<>();
    for (Entry entry : image.entries()) {
      if (entry instanceof DirectoryEntry || !ChecksumNames.isOne(entry.path())) {
        continue;
      }
      String name = Printable.of(entry.path());
      FileEntry sums = follow(entry.path());
      if (sums == null && selection.takes(entry.path())) {
        problems.add(name + " is a link that leads to no file of the image");
      } else if (sums != null && sums.size() > maxSize) {
        problems.add(name + " is too large to be a file of checksums");
      } else if (sums != null) {
        compare(entry.path(), Files.readAllBytes(sums.place(output)), problems);
      }
    }
    return problems;
  }

  /** Returns the size that a line for each file of the image can have in bytes. */
  private long maxLines() {
    return image.files().stream()
        .mapToLong(file -> LINE_WITHOUT_NAME + MAX_BYTES_OF_CHARACTER * file.path().length())
        .sum();
  }

  private @Nullable FileEntry follow(String path) throws IOException {
    return image.find(image.resolve(path)) instanceof FileEntry file ? file : null;
  }

  /**
   * @param path the path of a checksum file
   */
  private void compare(String path, byte[] content, List<String> problems) throws IOException {
    // the names of files that could be unpacked are UTF-8
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank() && problems.size() < MAX_PROBLEMS) {
        problem(path, line).ifPresent(problems::add);
      }
    }
  }

  private Optional<String> problem(String path, String line) throws IOException {
    String sums = Printable.of(path);
    Optional<ChecksumNames.Line> parsed = ChecksumNames.Line.parse(line);
    if (parsed.isEmpty()) {
      return Optional.of(sums + " has a line that is not a checksum");
    }
    String name = parsed.get().name();
    if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
      return Optional.of(
          sums + " lists '" + Printable.of(name) + "', which is outside of the directory");
    }
    String listed = path.substring(0, path.lastIndexOf('/') + 1) + name;
    FileEntry file = follow(listed);
    if (!selection.takes(listed) && (file == null || selected.find(file.path()) == null)) {
      return Optional.empty();
    }
    if (file == null) {
      return Optional.of(sums + " lists " + Printable.of(name) + ", which is missing");
    }
    String sha256 = file.sha256().getHash();
    return sha256.equals(parsed.get().sha256())
        ? Optional.empty()
        : Optional.of(Printable.of(name) + " has the SHA-256 " + sha256 + ", not that of " + sums);
  }
}
