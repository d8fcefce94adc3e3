package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.pull.UnpackedLayer.UnpackedFile;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the files of an image with the checksum files in it. */
final class Checksums {
  /** A line of the command sha256sum, in text or in binary mode; names may have any character. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-fA-F]{64}) [ *](.+?)\r?", Pattern.DOTALL);

  private static final long LARGEST = 1 << 20;
  private static final int MOST_PROBLEMS = 20;

  private Checksums() {}

  /**
   * @param files the image's files
   * @param output the directory of files that are not staged
   * @return the problems, each a sentence without its full stop
   * @throws IOException if a file with checksums cannot be read
   */
  static List<String> problems(ImageFiles files, Path output) throws IOException {
    List<String> problems = new ArrayList<>();
    for (UnpackedFile sums : files.files()) {
      if (!ChecksumNames.isOne(sums.path())) {
        continue;
      }
      if (sums.size() > LARGEST) {
        problems.add(Printable.of(sums.path()) + " is too large to be a file of checksums");
        continue;
      }
      Path file = sums.staged() != null ? sums.staged() : output.resolve(sums.path());
      String directory = sums.path().substring(0, sums.path().lastIndexOf('/') + 1);
      // the names of files that could be unpacked are UTF-8
      for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && problems.size() < MOST_PROBLEMS) {
          problems.addAll(problems(Printable.of(sums.path()), directory, line, files));
        }
      }
    }
    return problems;
  }

  private static List<String> problems(
      String sums, String directory, String line, ImageFiles files) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return List.of(sums + " has a line that is not a checksum");
    }
    String name = matcher.group(2);
    if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
      return List.of(
          sums + " lists '" + Printable.of(name) + "', which is outside of the directory");
    }
    UnpackedFile file = files.find(directory + name.replaceFirst("^(\\./)+", ""));
    if (file == null) {
      return List.of(sums + " lists " + Printable.of(name) + ", which is missing");
    }
    if (!matches(file.sha256(), matcher.group(1))) {
      return List.of(
          Printable.of(name)
              + " has the SHA-256 "
              + file.sha256().getHash()
              + ", not that of "
              + sums);
    }
    return List.of();
  }

  private static boolean matches(DescriptorDigest digest, String hash) {
    return digest.getHash().equals(hash.toLowerCase(Locale.ROOT));
  }
}
