package io.github.captainos.release.pull;

import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.content.ChecksumLine;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.ImageLinks;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of an image with the checksum files in it. Links are followed within the
 * image, as sha256sum follows them on the disk.
 *
 * @param image the files of the image, as far as they were fetched
 * @param selected those that are written
 * @param isPart whether only some layers were fetched
 * @param isAsked matches the paths that the user asked for
 * @param output the directory of files that are not staged
 */
record Checksums(
    ImageFiles image, ImageFiles selected, boolean isPart, Predicate<String> isAsked, Path output) {
  /** The size that every file with checksums may have in bytes, whatever the image has. */
  private static final long LARGEST = 1 << 20;

  /** The same if only some layers were fetched, so that it is not known which files there are. */
  private static final long LARGEST_OF_PART = 16 << 20;

  /** In bytes: a digest, what separates it from the name, "./" before the name, a line feed. */
  private static final int LINE_WITHOUT_NAME = 64 + 2 + 2 + 2;

  /** In UTF-8. */
  private static final int MOST_BYTES_OF_CHARACTER = 3;

  private static final int MOST_PROBLEMS = 20;

  /**
   * Compares all files that are written.
   *
   * @return the problems, each a sentence without its full stop
   * @throws IOException if a file with checksums cannot be read, or a link leads in a circle
   */
  List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    for (UnpackedFile file : image.files()) {
      if (ChecksumNames.isOne(file.path())) {
        addProblems(file.path(), file, problems);
      }
    }
    for (UnpackedLink link : image.links()) {
      if (ChecksumNames.isOne(link.path())) {
        UnpackedFile file = follow(link.path());
        if (file != null) {
          addProblems(link.path(), file, problems);
        } else if (isAsked.test(link.path())) {
          problems.add(Printable.of(link.path()) + " is a link that leads to no file of the image");
        }
      }
    }
    return problems;
  }

  /**
   * @param path the path of a file with checksums
   * @param sums that file, to which the path may be a link
   */
  private void addProblems(String path, UnpackedFile sums, List<String> problems)
      throws IOException {
    if (sums.size() > (isPart ? LARGEST_OF_PART : Math.max(LARGEST, lines()))) {
      problems.add(Printable.of(path) + " is too large to be a file of checksums");
      return;
    }
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    byte[] bytes = Files.readAllBytes(sums.place(output));
    // the names of files that could be unpacked are UTF-8
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank() && problems.size() < MOST_PROBLEMS) {
        problems.addAll(problems(Printable.of(path), directory, line));
      }
    }
  }

  /** Returns the size that a line for each file of the image can have in bytes. */
  private long lines() {
    return image.files().stream()
        .mapToLong(file -> LINE_WITHOUT_NAME + MOST_BYTES_OF_CHARACTER * file.path().length())
        .sum();
  }

  private @Nullable UnpackedFile follow(String path) throws IOException {
    return image.find(ImageLinks.resolve(image, path));
  }

  private List<String> problems(String sums, String directory, String line) throws IOException {
    Optional<ChecksumLine> parsed = ChecksumLine.parse(line);
    if (parsed.isEmpty()) {
      return List.of(sums + " has a line that is not a checksum");
    }
    String name = parsed.get().name();
    if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
      return List.of(
          sums + " lists '" + Printable.of(name) + "', which is outside of the directory");
    }
    String path = directory + name;
    UnpackedFile file = follow(path);
    if (!isAsked.test(path) && (file == null || selected.find(file.path()) == null)) {
      return List.of();
    }
    if (file == null) {
      return List.of(sums + " lists " + Printable.of(name) + ", which is missing");
    }
    if (!file.sha256().getHash().equals(parsed.get().sha256())) {
      return List.of(
          Printable.of(name)
              + " has the SHA-256 "
              + file.sha256().getHash()
              + ", not that of "
              + sums);
    }
    return List.of();
  }
}
