package io.github.captainos.release;

import io.github.captainos.release.UnpackedLayer.UnpackedFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the files of an image go. Nothing is written through a link: somebody may have put it there
 * to have us write elsewhere.
 *
 * @param directory the directory
 */
record OutputDirectory(Path directory) {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final String ADVICE = ". Remove it, or set another captain.pullOutput";

  /**
   * Looks whether all can be written.
   *
   * @throws IOException if something is in the way; the message names it
   */
  void check(ImageFiles image) throws IOException {
    for (UnpackedFile file : image.files().values()) {
      Path path = directory.resolve(file.path());
      checkParents(path);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            path + " is a directory, and a file of the image has its name" + ADVICE);
      }
    }
    for (String path : image.directories().keySet()) {
      checkParents(directory.resolve(path).resolve("x"));
    }
  }

  /**
   * Puts files into their places and makes directories.
   *
   * @throws IOException if something cannot be written; the message names it
   */
  void place(ImageFiles image) throws IOException {
    Set<Path> made = new LinkedHashSet<>();
    for (String path : image.directories().keySet()) {
      makeDirectories(directory.resolve(path), made);
    }
    for (UnpackedFile file : image.files().values()) {
      place(file, made);
    }
    setModes(image.directories(), made);
  }

  private void checkParents(Path path) throws IOException {
    boolean isInnermost = true;
    for (Path p = path.getParent(); p != null && !p.equals(directory); p = p.getParent()) {
      if (Files.isSymbolicLink(p)) {
        throw new IOException(
            p + " is a link, and files of the image would go through it" + ADVICE);
      }
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw new IOException(
            p + " is no directory, and files of the image would be in it" + ADVICE);
      }
      if (Files.exists(p)) {
        if (isInnermost && !Files.isWritable(p)) {
          throw new IOException(p + " may not be written to. Set another captain.pullOutput");
        }
        isInnermost = false;
      }
    }
  }

  private void makeDirectories(Path path, Set<Path> made) throws IOException {
    if (!Files.isDirectory(path)) {
      Path parent = path.getParent();
      if (parent != null) {
        makeDirectories(parent, made);
      }
      Files.createDirectory(path);
      made.add(path);
    }
  }

  private void place(UnpackedFile file, Set<Path> made) throws IOException {
    Path staged = file.staged();
    if (staged == null) {
      return;
    }
    Path path = directory.resolve(file.path());
    checkParents(path); // once more: somebody may have put a link there since
    makeDirectories(path.getParent() == null ? directory : path.getParent(), made);
    setMode(staged, file.mode());
    Files.move(staged, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Last, and the innermost first: a directory may forbid to write to it. */
  private void setModes(Map<String, Integer> modes, Set<Path> made) throws IOException {
    List<String> innermostFirst = new ArrayList<>(modes.keySet());
    innermostFirst.sort(Comparator.reverseOrder());
    for (String path : innermostFirst) {
      if (made.contains(directory.resolve(path))) {
        // whoever pulled it can pull it again
        setMode(directory.resolve(path), modes.getOrDefault(path, 0) | 0700);
      }
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
