package io.github.captainos.release;

import io.github.captainos.release.UnpackedLayer.UnpackedFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
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

  /**
   * Puts files into their places and makes directories. All is checked before the first is placed.
   *
   * @throws IOException if something is in the way; the message names it
   */
  void place(ImageFiles image) throws IOException {
    for (UnpackedFile file : image.files().values()) {
      Path path = resolve(file.path());
      checkParents(path);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(path + " is a directory, and a file of the image has its name");
      }
    }
    for (String directory : image.directories().keySet()) {
      checkParents(resolve(directory).resolve("x"));
    }
    List<Path> made = new ArrayList<>();
    for (String directory : image.directories().keySet()) {
      makeDirectories(resolve(directory), made);
    }
    for (UnpackedFile file : image.files().values()) {
      place(file, made);
    }
    setModes(image.directories(), made);
  }

  private Path resolve(String path) throws IOException {
    try {
      return directory.resolve(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          "the name '" + path + "' cannot be used in this locale; set LC_ALL=C.UTF-8", e);
    }
  }

  private void checkParents(Path path) throws IOException {
    for (Path p = path.getParent(); p != null && !p.equals(directory); p = p.getParent()) {
      if (Files.isSymbolicLink(p)) {
        throw new IOException(p + " is a link, and files of the image would go through it");
      }
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw new IOException(p + " is no directory, and files of the image would be in it");
      }
    }
  }

  private void makeDirectories(Path path, List<Path> made) throws IOException {
    if (!Files.isDirectory(path)) {
      Path parent = path.getParent();
      if (parent != null) {
        makeDirectories(parent, made);
      }
      Files.createDirectory(path);
      made.add(path);
    }
  }

  private void place(UnpackedFile file, List<Path> made) throws IOException {
    Path staged = file.staged();
    if (staged == null) {
      return;
    }
    Path path = resolve(file.path());
    makeDirectories(path.getParent() == null ? directory : path.getParent(), made);
    setMode(staged, file.mode());
    Files.move(staged, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Last, and the innermost first: a directory may forbid to write to it. */
  private void setModes(Map<String, Integer> modes, List<Path> made) throws IOException {
    List<String> innermostFirst = new ArrayList<>(modes.keySet());
    innermostFirst.sort(Comparator.reverseOrder());
    for (String path : innermostFirst) {
      if (made.contains(resolve(path))) {
        setMode(resolve(path), modes.getOrDefault(path, 0755));
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
