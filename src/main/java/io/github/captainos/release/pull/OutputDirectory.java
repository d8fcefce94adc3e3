package io.github.captainos.release.pull;

import io.github.captainos.image.Sha256;
import io.github.captainos.release.ChecksumBundle;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.Printable;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory for the files of an image. First everything is checked, and the links are created
 * in the staging directory, so that an error of the file system comes before anything is written;
 * then the files are moved to their places, and the links last. Nothing is written through a link,
 * which could have been created to overwrite files elsewhere.
 */
final class OutputDirectory {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final String ADVICE = ". Remove it, or set another captain.pullOutput";

  /** In characters. Most file systems take 255 bytes, some only half of that. */
  private static final int LONG_NAME = 32;

  private final Path directory;
  private final ImageFiles image;

  /** The links that are created; those that are there already are not. */
  private final Map<LinkEntry, StagedLink> staged = new LinkedHashMap<>();

  /**
   * A link in the staging directory.
   *
   * @param path its temporary path
   * @param replaced identifies what is at its final path; null if there is nothing
   */
  private record StagedLink(Path path, @Nullable Object replaced) {}

  /**
   * @param image the files, links and directories that are written
   */
  OutputDirectory(Path directory, ImageFiles image) {
    this.directory = directory;
    this.image = image;
  }

  /**
   * Checks that everything can be written.
   *
   * @throws IOException if something cannot; the message names it
   */
  void check() throws IOException {
    for (Entry entry : image.entries()) {
      Path path = directory.resolve(entry.path());
      try {
        checkName(path.getFileName().toString());
        if (entry instanceof DirectoryEntry) {
          checkDirectory(path);
        } else {
          if (entry instanceof LinkEntry link) {
            checkSteps(link);
          }
          checkFileOrLink(path, entry);
        }
      } catch (AccessDeniedException e) {
        throw e;
      } catch (FileSystemException e) {
        throw new IOException(
            "the path '"
                + Printable.of(entry.path())
                + "' cannot be used in "
                + directory
                + ": "
                + e.getReason(),
            e);
      }
    }
  }

  /**
   * Detects names that are too long by reading their attributes, where their directory may not
   * exist yet: each file system has its own limits.
   */
  private void checkName(String name) throws IOException {
    if (name.length() > LONG_NAME) {
      find(directory.resolve(name));
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

  private static void checkFileOrLink(Path path, Entry entry) throws IOException {
    if (find(path).filter(BasicFileAttributes::isDirectory).isPresent()) {
      throw new IOException(
          path
              + " is a directory, and a "
              + (entry instanceof LinkEntry ? "link" : "file")
              + " of the image has its name"
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

  /**
   * Checks that a link does not lead through a link in the output directory, nor to one that is not
   * of the same image.
   */
  private void checkSteps(LinkEntry link) throws IOException {
    List<String> steps = new ArrayList<>(link.target().steps());
    if (image.leafAt(link.destination()) != null) {
      steps.remove(steps.size() - 1); // it will be replaced
    }
    for (String step : steps) {
      // the output directory itself may be a link of the user
      if (!step.isEmpty() && Files.isSymbolicLink(directory.resolve(step))) {
        throw new IOException(
            directory.resolve(step)
                + " is a link, and "
                + ImageFiles.linkNamed(link.path())
                + " of the image would lead through it"
                + ADVICE);
      }
    }
  }

  /** Returns what is at a path, which may be a link; a link is not followed. */
  private static Optional<BasicFileAttributes> find(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Creates all links that are not in the directory yet, in the staging directory.
   *
   * @throws IOException if the file system has no links; the message says what to do
   */
  void stageLinks(StagingDirectory staging) throws IOException {
    for (LinkEntry link : image.links()) {
      if (isThere(link)) {
        continue;
      }
      Path path = staging.newFile();
      try {
        Files.createSymbolicLink(path, Path.of(link.text()));
      } catch (UnsupportedOperationException | IOException e) {
        throw new IOException(
            ImageFiles.linkNamed(link.path())
                + " cannot be created in "
                + directory
                + " ("
                + reason(e)
                + "). If the file system has no symbolic links, set captain.links=copy to write the"
                + " files that they lead to in their place",
            e);
      }
      staged.put(link, new StagedLink(path, key(directory.resolve(link.path()))));
    }
  }

  private static String reason(Exception e) {
    String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private boolean isThere(LinkEntry link) throws IOException {
    Path path = directory.resolve(link.path());
    return Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(Path.of(link.text()));
  }

  /** Identifies what is at a path; null if there is nothing. */
  private static @Nullable Object key(Path path) throws IOException {
    return find(path)
        .map(there -> Optional.ofNullable(there.fileKey()).orElse("unknown"))
        .orElse(null);
  }

  /** Returns what is done with a link; one that is not written as a link is copied. */
  LinkState state(LinkEntry link) {
    if (staged.containsKey(link)) {
      return LinkState.CREATED;
    }
    return image.find(link.path()) == link ? LinkState.PRESENT : LinkState.COPIED;
  }

  /**
   * Creates directories, and moves files and links into them. Links come last, so no file is
   * written through one.
   *
   * @throws IOException if something cannot be written; the message names it
   */
  void place() throws IOException {
    List<DirectoryEntry> made = new ArrayList<>();
    for (Entry entry : image.entries()) {
      Path path = directory.resolve(entry.path());
      if (entry instanceof DirectoryEntry one && !isDirectory(path)) {
        Files.createDirectory(path); // fails if a link was created there since the check
        made.add(one);
      } else if (entry instanceof FileEntry file && file.staged() != null) {
        deleteOldSignature(file, path);
        setMode(file.staged(), file.mode());
        AtomicFile.move(file.staged(), path);
      }
    }
    placeLinks();
    // last, and the innermost first: a directory may be read-only
    Collections.reverse(made);
    for (DirectoryEntry one : made) {
      if (one.mode() != null) {
        // the user must be able to pull it again
        setMode(directory.resolve(one.path()), one.mode() | 0700);
      }
    }
  }

  /** A signature of checksums must not stay beside others that replace these. */
  private void deleteOldSignature(FileEntry file, Path path) throws IOException {
    String signature = ChecksumBundle.of(file.path());
    boolean isReplaced = ChecksumNames.isOne(file.path()) && find(path).isPresent();
    Entry own = image.find(signature);
    boolean isKept = own instanceof LinkEntry || own instanceof FileEntry it && it.staged() == null;
    Path old = directory.resolve(signature);
    if (isReplaced && !isKept && !isDirectory(old) && !isSame(file, path)) {
      Files.deleteIfExists(old);
    }
  }

  private static boolean isSame(FileEntry file, Path path) throws IOException {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && Sha256.of(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)).equals(file.sha256());
  }

  /**
   * Moves the links to their final paths. What was at such a path is replaced. If it has changed
   * since the links were staged, it is a file of the same image with a name that differs in case
   * only, in a file system that ignores case, and is not replaced.
   */
  private void placeLinks() throws IOException {
    for (LinkEntry link : image.links()) {
      Path path = directory.resolve(link.path());
      StagedLink own = staged.get(link);
      if (own != null && !Objects.equals(key(path), own.replaced())) {
        throw changed(path);
      }
      if (own != null && POSIX) {
        AtomicFile.move(own.path(), path);
      } else if (own != null) {
        // Windows has other links for directories, and looks at the target to create the right one
        Files.deleteIfExists(path);
        Files.createSymbolicLink(path, Path.of(link.text()));
      }
    }
    for (LinkEntry link : image.links()) {
      // after all have moved, one of which may have replaced it
      if (!staged.containsKey(link) && !isThere(link)) {
        throw changed(directory.resolve(link.path()));
      }
    }
  }

  private static IOException changed(Path path) {
    return new IOException(
        path
            + " was written since the files were checked. Names that differ in case only are the"
            + " same in some file systems: pull the image into another one");
  }

  private static void setMode(Path path, int mode) throws IOException {
    if (!POSIX) {
      return;
    }
    // the constants go from the owner's right to read down to everybody's right to execute
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }
}
