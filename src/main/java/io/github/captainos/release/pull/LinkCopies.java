package io.github.captainos.release.pull;

import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces the symbolic links of an image with copies of the files and directories that they lead
 * to. Everything is counted before the first copy is made: with a few links to directories that
 * have links, a small image could fill the disk.
 */
final class LinkCopies {
  /** How many links to directories may be inside of each other. */
  private static final int MAX_DEPTH = 40;

  private final ImageFiles image;
  private final UnpackedLimit limit;
  private final EntryCount count = new EntryCount();

  /** What is copied, by the path of the copy. */
  private final Map<String, Entry> copies = new LinkedHashMap<>();

  private LinkCopies(ImageFiles image, UnpackedLimit limit) {
    this.image = image;
    this.limit = limit;
  }

  /**
   * @param image an image
   * @param output the directory of files that are not staged
   * @param staging the directory for the copies
   * @param limit counts the bytes that the image was unpacked to, and those of the copies
   * @return the image, with copies instead of links
   * @throws IOException if a link leads to nothing in the image, in a circle, or to a directory
   *     that it is in; if the copies are too many or too large; or if a copy cannot be made
   */
  static ImageFiles of(ImageFiles image, Path output, StagingDirectory staging, UnpackedLimit limit)
      throws IOException {
    LinkCopies links = new LinkCopies(image, limit);
    for (LinkEntry link : image.links()) {
      links.add(link, link.path(), 1);
    }
    List<Entry> made = new ArrayList<>();
    for (Map.Entry<String, Entry> copy : links.copies.entrySet()) {
      if (copy.getValue() instanceof FileEntry file) {
        made.add(copy(file, copy.getKey(), output, staging.newFile()));
      } else if (copy.getValue() instanceof DirectoryEntry directory) {
        made.add(new DirectoryEntry(copy.getKey(), directory.mode()));
      }
    }
    return image.withoutLinks(made);
  }

  /**
   * Adds a copy of an entry.
   *
   * @param path the path of the copy
   * @param depth the number of links to directories around it
   */
  private void add(Entry entry, String path, int depth) throws IOException {
    if (entry instanceof LinkEntry link) {
      addTarget(link, path, depth);
      return;
    }
    count.add(path);
    if (entry instanceof FileEntry file) {
      limit.add(file.size());
    }
    copies.put(path, entry);
  }

  private void addTarget(LinkEntry link, String path, int depth) throws IOException {
    String source = image.resolve(link.path());
    Entry entry = image.find(source);
    String problem = null;
    if (entry == null && !image.isDirectory(source)) {
      problem = "leads to nothing in the image";
    } else if (source.isEmpty() || ImageFiles.isBelow(link.path(), source)) {
      problem = "leads to a directory that it is in";
    } else if (entry instanceof DirectoryEntry && depth > MAX_DEPTH) {
      problem = "leads to a directory with links to directories, more than " + MAX_DEPTH + " deep";
    }
    if (entry == null || problem != null) {
      throw new IOException(
          ImageFiles.linkNamed(link.path()) + " " + problem + ", so it cannot be copied");
    }
    add(entry, path, depth);
    if (entry instanceof DirectoryEntry) {
      for (Entry inside : image.below(source)) {
        add(inside, path + inside.path().substring(source.length()), depth + 1);
      }
    }
  }

  private static FileEntry copy(FileEntry file, String path, Path output, Path staged)
      throws IOException {
    Path source = file.place(output);
    try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(staged, StandardOpenOption.CREATE_NEW)) {
      if (!Sha256.copy(in, out).equals(file.sha256())) {
        throw new IOException(source + " changed while it was being copied");
      }
    }
    return new FileEntry(path, staged, file.mode(), file.size(), file.sha256(), file.layer());
  }
}
