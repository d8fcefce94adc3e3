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
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of an image with the checksum files in it. Links are followed within the
 * image, as sha256sum follows them on the disk.
 */
final class Checksums {
  /** The size that every file with checksums may have in bytes, whatever the image has. */
  private static final long LARGEST = 1 << 20;

  /** In bytes: a digest, what separates it from the name, "./" before the name, a line feed. */
  private static final int LINE_WITHOUT_NAME = 64 + 2 + 2 + 2;

  /** In UTF-8. */
  private static final int MOST_BYTES_OF_CHARACTER = 3;

  private static final int MOST_PROBLEMS = 20;

  private Checksums() {}

  /**
   * @param files the image's files
   * @param output the directory of files that are not staged
   * @return the problems, each a sentence without its full stop
   * @throws IOException if a file with checksums cannot be read, or a link leads in a circle
   */
  static List<String> problems(ImageFiles files, Path output) throws IOException {
    List<String> problems = new ArrayList<>();
    for (UnpackedFile file : files.files()) {
      if (ChecksumNames.isOne(file.path())) {
        addProblems(files, file.path(), file, output, problems);
      }
    }
    for (UnpackedLink link : files.links()) {
      if (ChecksumNames.isOne(link.path())) {
        UnpackedFile file = follow(files, link.path());
        if (file == null) {
          problems.add(Printable.of(link.path()) + " is a link that leads to no file of the image");
        } else {
          addProblems(files, link.path(), file, output, problems);
        }
      }
    }
    return problems;
  }

  /**
   * @param path the path of a file with checksums
   * @param sums that file, to which the path may be a link
   */
  private static void addProblems(
      ImageFiles files, String path, UnpackedFile sums, Path output, List<String> problems)
      throws IOException {
    if (sums.size() > LARGEST && sums.size() > lines(files)) {
      problems.add(Printable.of(path) + " is too large to be a file of checksums");
      return;
    }
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    byte[] bytes = Files.readAllBytes(sums.place(output));
    // the names of files that could be unpacked are UTF-8
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank() && problems.size() < MOST_PROBLEMS) {
        problems.addAll(problems(Printable.of(path), directory, line, files));
      }
    }
  }

  /** Returns the size that a line for each file of the image can have in bytes. */
  private static long lines(ImageFiles files) {
    return files.files().stream()
        .mapToLong(file -> LINE_WITHOUT_NAME + MOST_BYTES_OF_CHARACTER * file.path().length())
        .sum();
  }

  private static @Nullable UnpackedFile follow(ImageFiles files, String path) throws IOException {
    return files.find(ImageLinks.resolve(files, path));
  }

  private static List<String> problems(String sums, String directory, String line, ImageFiles files)
      throws IOException {
    Optional<ChecksumLine> parsed = ChecksumLine.parse(line);
    if (parsed.isEmpty()) {
      return List.of(sums + " has a line that is not a checksum");
    }
    String name = parsed.get().name();
    if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
      return List.of(
          sums + " lists '" + Printable.of(name) + "', which is outside of the directory");
    }
    UnpackedFile file = follow(files, directory + name);
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
