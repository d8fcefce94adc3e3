package io.github.captainos.image.tar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The attributes of a file that change with its content. Git uses the same attributes in its index.
 *
 * @param size in bytes
 * @param modified when the content changed, which programs can set, in nanoseconds since 1970
 * @param changed when anything changed, which only the file system sets; 0 if it does not
 * @param key the identity of the file, such as its inode; empty if the file system has none
 */
public record FileState(long size, long modified, long changed, String key) {
  /** The resolution of time stamps: that of FAT is two seconds. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  /**
   * Reads them.
   *
   * @throws IOException if the file does not exist, or they cannot be read
   */
  static FileState of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(basic.size(), nanos(basic.lastModifiedTime()), 0, key(basic.fileKey()));
    }
    Map<String, Object> unix =
        Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,fileKey");
    return new FileState(
        (Long) unix.get("size"),
        nanos((FileTime) unix.get("lastModifiedTime")),
        nanos((FileTime) unix.get("ctime")),
        key(unix.get("fileKey")));
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  private static String key(Object key) {
    return key == null ? "" : key.toString().replaceAll("\\s", "");
  }

  /** Returns whether a change after this moment would be detected. */
  boolean isSettledAt(Instant moment) {
    long latest = Math.max(modified, changed);
    return FileTime.from(moment.minus(GRAIN)).to(TimeUnit.NANOSECONDS) > latest;
  }

  @Override
  public String toString() {
    return size + "," + modified + "," + changed + "," + key;
  }
}
