package io.github.captainos.release.pull.output;

import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.PathOrder;
import io.github.captainos.release.pull.files.UnpackedLayer.Leaf;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.support.AtomicFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory for the files of an image. Nothing is written through a link, which could have been
 * created to overwrite files elsewhere.
 *
 * @param directory the directory
 */
public record OutputDirectory(Path directory) {
  static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  static final String ADVICE = ". Remove it, or set another captain.pullOutput";

  /** In characters. Most file systems take 255 bytes, some only half of that. */
  private static final int LONG_NAME = 32;

  private static final int LONGEST_QUOTE = 100;

  private interface Action {
    void run(Path directory) throws IOException;
  }

  /**
   * Checks that all files and links can be written.
   *
   * @throws IOException if one cannot be written; the message names it
   */
  public void check(ImageFiles image) throws IOException {
    String before = "";
    for (String path : image.paths()) {
      try {
        forEachDirectory(image, path, before, OutputDirectory::checkDirectory);
        checkNames(path.substring(PathOrder.common(path, before)));
        Leaf leaf = image.atOrAbove(path);
        if (leaf instanceof UnpackedLink link) {
          OutputLinks.checkSteps(directory, image, link);
        }
        if (leaf != null) {
          checkLeaf(directory.resolve(path), leaf);
        }
      } catch (AccessDeniedException e) {
        throw e;
      } catch (FileSystemException e) {
        throw new IOException(
            "the path '" + quote(path) + "' cannot be used in " + directory + ": " + e.getReason(),
            e);
      }
      before = path;
    }
  }

  /**
   * Moves files and links into the directory and creates directories. Links come last, so no file
   * is written through one.
   *
   * @param links the links of the image
   * @throws IOException if something cannot be written; the message names it
   */
  public void place(ImageFiles image, OutputLinks links) throws IOException {
    List<String> made = new ArrayList<>();
    String before = "";
    for (String path : image.paths()) {
      if (image.directories().containsKey(path) && !isDirectory(directory.resolve(path))) {
        made.add(path);
      }
      forEachDirectory(image, path, before, OutputDirectory::makeDirectory);
      UnpackedFile file = image.find(path);
      if (file != null) {
        place(file);
      }
      before = path;
    }
    links.place();
    // last, and the innermost first: a directory may be read-only
    Collections.reverse(made);
    for (String path : made) {
      // the user must be able to pull it again
      setMode(directory.resolve(path), image.directories().getOrDefault(path, 0) | 0700);
    }
  }

  /** Runs an action for the directories of a path, without those of the path before it. */
  private void forEachDirectory(ImageFiles image, String path, String before, Action action)
      throws IOException {
    int start = PathOrder.common(path, before);
    for (int end = path.indexOf('/', start); end >= 0; end = path.indexOf('/', end + 1)) {
      action.run(directory.resolve(path.substring(0, end)));
    }
    if (!path.isEmpty() && image.directories().containsKey(path)) {
      action.run(directory.resolve(path));
    }
  }

  /**
   * Detects names that are too long by reading their attributes: each file system has its own
   * limits.
   */
  private void checkNames(String path) throws IOException {
    for (String name : path.split("/")) {
      if (name.length() > LONG_NAME) {
        find(directory.resolve(name));
      }
    }
  }

  private static void checkDirectory(Path path) throws IOException {
    Optional<BasicFileAttributes> there = find(path);
    if (there.isEmpty()) {
      checkParent(path);
    } else if (there.get().isSymbolicLink()) {
      throw new IOException(
          path + " is a link, and files of the image would be written through it" + ADVICE);
    } else if (!there.get().isDirectory()) {
      throw new IOException(
          path + " is not a directory, and files of the image would be in it" + ADVICE);
    }
  }

  private static void checkLeaf(Path path, Leaf leaf) throws IOException {
    if (find(path).filter(BasicFileAttributes::isDirectory).isPresent()) {
      throw new IOException(
          path
              + (leaf instanceof UnpackedLink
                  ? " is a directory, and a link of the image has its name"
                  : " is a directory, and a file of the image has its name")
              + ADVICE);
    }
    checkParent(path);
  }

  private static void checkParent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && Files.exists(parent) && !Files.isWritable(parent)) {
      throw new IOException(parent + " is not writable. Set another captain.pullOutput");
    }
  }

  /** Returns what is at a path, which may be a link; a link is not followed. */
  static Optional<BasicFileAttributes> find(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String quote(String path) {
    return path.length() > LONGEST_QUOTE ? path.substring(0, LONGEST_QUOTE) + "…" : path;
  }

  /** Creates a directory; fails if a link was created there since the check. */
  private static void makeDirectory(Path path) throws IOException {
    if (!isDirectory(path)) {
      Files.createDirectory(path);
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void place(UnpackedFile file) throws IOException {
    Path staged = file.staged();
    if (staged != null) {
      setMode(staged, file.mode());
      AtomicFile.move(staged, directory.resolve(file.path()));
    }
  }

  private static void setMode(Path path, int mode) throws IOException {
    if (POSIX) {
      Files.setPosixFilePermissions(path, permissions(mode));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    // the constants go from the owner's right to read down to everybody's right to execute
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
