package io.github.captainos.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.io.AutoLFInputStream;

/**
 * A work tree whose files are compared with the index. A file that cannot be read counts as
 * unchanged.
 */
final class WorkTree {

  /** The maximum number of bytes that are read, of all files together. */
  private static final long MOST_BYTES = 32L << 20;

  /** The replacement character for bytes of a name that are not UTF-8. */
  private static final char UNKNOWN = '\uFFFD';

  private final Path root;
  private final Class<? extends BasicFileAttributes> attributes;
  private final boolean executableBits;
  private final boolean links;
  private final ObjectInserter.Formatter ids = new ObjectInserter.Formatter();
  private long bytesLeft = MOST_BYTES;

  /** The result of comparing a file without reading it. */
  enum State {
    SAME,
    CHANGED,
    UNKNOWN
  }

  WorkTree(Repository repository) {
    root = repository.getWorkTree().toPath();
    boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    attributes = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
    executableBits = posix && isSet(repository, ConfigConstants.CONFIG_KEY_FILEMODE);
    links = isSet(repository, ConfigConstants.CONFIG_KEY_SYMLINKS);
  }

  private static boolean isSet(Repository repository, String key) {
    return repository.getConfig().getBoolean(ConfigConstants.CONFIG_CORE_SECTION, key, true);
  }

  /** Compares type, mode, size and time. */
  State state(DirCacheEntry entry) {
    String name = entry.getPathString();
    if (!entry.isMerged()) {
      return State.CHANGED;
    }
    if (name.indexOf(UNKNOWN) >= 0) {
      return State.SAME;
    }
    try {
      Path file = root.resolve(name);
      try {
        return state(entry, Files.readAttributes(file, attributes, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException e) {
        return State.CHANGED;
      } catch (IOException e) {
        return isBelowAFile(file) ? State.CHANGED : State.SAME;
      }
    } catch (InvalidPathException e) {
      return State.SAME; // this system has no such name
    }
  }

  private State state(DirCacheEntry entry, BasicFileAttributes file) {
    boolean sameType =
        FileMode.SYMLINK.equals(entry.getRawMode())
            ? file.isSymbolicLink() || file.isRegularFile() && !links
            : file.isRegularFile() && hasSameBit(entry, file);
    if (!sameType) {
      return State.CHANGED;
    }
    Instant time = entry.getLastModifiedInstant();
    boolean sameTime =
        time.getNano() == 0 // it may be that the index has seconds alone
            ? time.getEpochSecond() == file.lastModifiedTime().toInstant().getEpochSecond()
            : time.equals(file.lastModifiedTime().toInstant());
    // JGit sets the size to 0 if the file's time is not earlier than that of the index
    return sameTime && entry.getLength() == (int) file.size() && !entry.isSmudged()
        ? State.SAME
        : State.UNKNOWN;
  }

  private boolean hasSameBit(DirCacheEntry entry, BasicFileAttributes file) {
    return !executableBits
        || !(file instanceof PosixFileAttributes posix)
        || posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE)
            == FileMode.EXECUTABLE_FILE.equals(entry.getRawMode());
  }

  private boolean isBelowAFile(Path file) {
    for (Path parent = file.getParent(); !root.equals(parent); parent = parent.getParent()) {
      if (Files.isRegularFile(parent)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Compares a file's content. Differences in line endings are ignored: the settings that configure
   * their conversion may be in files that are not read here.
   */
  boolean hasOtherContent(DirCacheEntry entry) {
    Path file = root.resolve(entry.getPathString());
    try {
      long size = Files.readAttributes(file, attributes, LinkOption.NOFOLLOW_LINKS).size();
      if (size > bytesLeft) {
        return size > MOST_BYTES && !entry.isSmudged() && (int) size != entry.getLength();
      }
      bytesLeft -= size;
      byte[] content = content(file, size);
      return !isOf(entry, content) && !isOf(entry, withLineFeeds(content));
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] content(Path file, long size) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Math.toIntExact(size));
    }
  }

  private static byte[] withLineFeeds(byte[] content) throws IOException {
    return AutoLFInputStream.create(new ByteArrayInputStream(content)).readAllBytes();
  }

  private boolean isOf(DirCacheEntry entry, byte[] content) {
    return ids.idFor(Constants.OBJ_BLOB, content).equals(entry.getObjectId());
  }
}
