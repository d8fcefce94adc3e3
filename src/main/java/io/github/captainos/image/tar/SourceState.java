package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.image.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state of a file or directory: it changes with the content of a file, a name or a link. Git
 * uses the same attributes of files in its index.
 *
 * @param sizes the sizes of the files in bytes, in the order of the layer
 * @param latest when a file changed last, in nanoseconds since 1970
 * @param text the state as a text without spaces; that of a file has its attributes
 */
public record SourceState(List<Long> sizes, long latest, String text) {
  /** The resolution of time stamps: that of FAT is two seconds. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  public SourceState {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads it.
   *
   * @throws IOException if a file does not exist, or its attributes cannot be read
   */
  public static SourceState of(LayerSource source) throws IOException {
    List<Long> sizes = new ArrayList<>();
    long latest = Long.MIN_VALUE;
    StringBuilder text = new StringBuilder();
    for (SourceEntry entry : source.entries()) {
      String state = entry.target();
      if (entry.isFile()) {
        Map<String, Object> attributes = attributes(entry.file());
        // which programs can set
        long modified = nanos(attributes.get("lastModifiedTime"));
        // which only the file system sets, whenever anything changes; without it, as on Windows, a
        // file that has another time and content, and the old time again, would be the same
        long changed = nanos(attributes.get("ctime"));
        // the inode; file systems of Windows have none
        Object key = attributes.get("fileKey");
        long size = (Long) attributes.get("size");
        sizes.add(size);
        latest = Math.max(latest, Math.max(modified, changed));
        state = size + "," + modified + "," + changed + ",";
        state += key == null ? "" : key.toString().replaceAll("\\s", "");
      }
      if (!source.isDirectory()) {
        return new SourceState(sizes, latest, state);
      }
      text.append(entry.kind()).append('\0').append(entry.path()).append('\0');
      text.append(state).append('\0');
    }
    // the text would be longer than all digests of a directory
    return new SourceState(sizes, latest, Sha256.of(text.toString().getBytes(UTF_8)).getHash());
  }

  private static Map<String, Object> attributes(Path file) throws IOException {
    boolean isUnix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(
        file, (isUnix ? "unix:ctime," : "") + "size,lastModifiedTime,fileKey");
  }

  private static long nanos(@Nullable Object time) {
    return time == null ? Long.MAX_VALUE : ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }

  /**
   * Returns whether nothing has changed. It compares the text alone, which has everything: the
   * comparison of records loads a hundred classes.
   */
  public boolean isSame(SourceState other) {
    return text.equals(other.text);
  }

  /**
   * Returns whether a change after this moment would be detected: never where the file system does
   * not say when a file changed.
   */
  public boolean isSettledAt(Instant moment) {
    return FileTime.from(moment.minus(GRAIN)).to(TimeUnit.NANOSECONDS) > latest;
  }
}
