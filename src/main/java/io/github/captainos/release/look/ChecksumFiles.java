package io.github.captainos.release.look;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.EntryCount;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The digests of files that the checksum files of an image list. What cannot be read is left out,
 * with a warning: a pull verifies it.
 */
final class ChecksumFiles {
  private static final Log LOG = Log.of(ChecksumFiles.class);

  private static final int MAX_FILES = EntryCount.MOST;

  /** Stands for two digests of one file, of which one must be wrong. */
  private static final String CONTRADICTION = "";

  private final String reference;
  private final Map<String, Map<String, String>> checksums = new LinkedHashMap<>();
  private int files;

  /**
   * @param reference the image, for messages
   */
  ChecksumFiles(String reference) {
    this.reference = reference;
  }

  /** Returns whether a layer is a checksum file, and small enough to be read. */
  boolean isOne(Descriptor layer) {
    String name = ImageReader.nameOf(layer);
    if (name == null || !ChecksumNames.isOne(name)) {
      return false;
    }
    if (layer.size() > ChecksumNames.MAX_SIZE) {
      warn(name, "it has more than " + ChecksumNames.MAX_SIZE + " bytes");
      return false;
    }
    return true;
  }

  /**
   * Adds the lines of a checksum file.
   *
   * @param layer a layer for which {@link #isOne} is true
   * @param bytes its bytes
   */
  void add(Descriptor layer, byte[] bytes) {
    String name = String.valueOf(ImageReader.nameOf(layer));
    try {
      byte[] content = ChecksumNames.content(name, bytes);
      Map<String, String> lines = new LinkedHashMap<>();
      for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank()) {
          put(lines, parse(line));
        }
      }
      put(lines, new ChecksumNames.Line(Sha256.of(content).getHash(), name));
      files += lines.size();
      if (files > MAX_FILES) {
        throw new IOException("the image has checksums of more than " + MAX_FILES + " files");
      }
      lines.forEach(this::put);
    } catch (IOException e) {
      warn(name, e.getMessage());
    }
  }

  private static ChecksumNames.Line parse(String line) throws IOException {
    Optional<ChecksumNames.Line> parsed = ChecksumNames.Line.parse(line);
    return parsed.orElseThrow(() -> new IOException("it has a line that is not a checksum"));
  }

  private static void put(Map<String, String> lines, ChecksumNames.Line line) {
    lines.merge(line.name(), line.sha256(), ChecksumFiles::agreed);
  }

  private void put(String path, String sha256) {
    String top = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
    checksums
        .computeIfAbsent(top, one -> new LinkedHashMap<>())
        .merge(path, sha256, ChecksumFiles::agreed);
  }

  private static String agreed(String one, String other) {
    return one.equals(other) ? one : CONTRADICTION;
  }

  private void warn(String name, String why) {
    LOG.warn(
        "{}: {} cannot be used ({}), so checksums of files are not known.",
        reference,
        Printable.of(name),
        Printable.of(why));
  }

  /**
   * Returns the digests of files by their paths, for each first component of the paths, in the
   * order of the checksum files.
   */
  Map<String, Map<String, String>> checksums() {
    checksums
        .values()
        .forEach(inside -> inside.values().removeIf(sha256 -> sha256.equals(CONTRADICTION)));
    return checksums;
  }
}
