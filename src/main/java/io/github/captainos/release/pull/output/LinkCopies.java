package io.github.captainos.release.pull.output;

import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.ImageLinks;
import io.github.captainos.release.pull.files.PathOrder;
import io.github.captainos.release.pull.files.UnpackedLayer.Leaf;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
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
public final class LinkCopies {
  /** How many links to directories may be inside of each other. */
  private static final int DEEPEST = 40;

  private final ImageFiles image;
  private final UnpackedLimit limit;
  private final EntryCount count = new EntryCount();
  private final Map<String, UnpackedFile> files = new LinkedHashMap<>();
  private final Map<String, Integer> directories = new LinkedHashMap<>();

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
  public static ImageFiles of(
      ImageFiles image, Path output, StagingDirectory staging, UnpackedLimit limit)
      throws IOException {
    LinkCopies copies = new LinkCopies(image, limit);
    for (UnpackedLink link : image.links()) {
      copies.add(link, link.path(), 1);
    }
    List<UnpackedFile> made = new ArrayList<>();
    for (Map.Entry<String, UnpackedFile> copy : copies.files.entrySet()) {
      made.add(copy(copy.getValue(), copy.getKey(), output, staging.newFile()));
    }
    return image.withoutLinks(made, copies.directories);
  }

  /**
   * Adds what a link leads to.
   *
   * @param path the path of the copy
   * @param depth the number of links to directories around it
   */
  private void add(UnpackedLink link, String path, int depth) throws IOException {
    String source = ImageLinks.resolve(image, link.path());
    UnpackedFile file = image.find(source);
    if (file != null) {
      add(file, path);
      return;
    }
    String problem = null;
    if (!image.isDirectory(source)) {
      problem = "leads to nothing in the image";
    } else if (source.isEmpty() || PathOrder.isBelow(link.path(), source)) {
      problem = "leads to a directory that it is in";
    } else if (depth > DEEPEST) {
      problem = "leads to a directory with links to directories, more than " + DEEPEST + " deep";
    }
    if (problem != null) {
      throw new IOException(
          ImageLinks.of(link.path()) + " " + problem + ", so it cannot be copied");
    }
    addDirectory(source, path, depth);
  }

  private void addDirectory(String source, String path, int depth) throws IOException {
    count.add(path);
    addMode(source, path);
    for (String directory : PathOrder.below(image.directories(), source).keySet()) {
      String copy = path + directory.substring(source.length());
      count.add(copy);
      addMode(directory, copy);
    }
    for (Leaf leaf : image.below(source).values()) {
      String copy = path + leaf.path().substring(source.length());
      if (leaf instanceof UnpackedLink link) {
        add(link, copy, depth + 1);
      } else if (leaf instanceof UnpackedFile file) {
        add(file, copy);
      }
    }
  }

  private void addMode(String source, String path) {
    Integer mode = image.directories().get(source);
    if (mode != null) {
      directories.put(path, mode);
    }
  }

  private void add(UnpackedFile file, String path) throws IOException {
    count.add(path);
    limit.add(file.size());
    files.put(path, file);
  }

  private static UnpackedFile copy(UnpackedFile file, String path, Path output, Path staged)
      throws IOException {
    Path source = file.place(output);
    try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(staged, StandardOpenOption.CREATE_NEW)) {
      if (!Sha256.copy(in, out).equals(file.sha256())) {
        throw new IOException(source + " changed while it was being copied");
      }
    }
    return new UnpackedFile(path, staged, file.mode(), file.size(), file.sha256(), file.layer());
  }
}
