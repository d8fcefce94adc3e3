package io.github.captainos.image.reading;

import com.github.luben.zstd.ZstdInputStream;
import io.github.captainos.image.entry.EntryNames;
import io.github.captainos.image.entry.LinkTarget;
import io.github.captainos.support.Printable;
import io.github.captainos.support.ZstdLibrary;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads layers of any publisher: tar archives, uncompressed or compressed with gzip or zstd. Their
 * content is not trusted.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 */
public final class LayerReader {
  private static final int BUFFER = 1 << 16;

  private LayerReader() {}

  /** Receives the entries of a layer in their order. */
  public interface Visitor {

    /**
     * @param path the directory, relative and without {@code .} and {@code ..}
     * @param mode its permission bits
     */
    void directory(String path, int mode) throws IOException;

    /**
     * @param path the file, relative and without {@code .} and {@code ..}
     * @param mode its permission bits
     * @param content its bytes, to be read before this returns
     */
    void file(String path, int mode, InputStream content) throws IOException;

    /**
     * @param path the symbolic link, relative and without {@code .} and {@code ..}
     * @param target its target, which by its text is relative and inside of the image
     */
    void link(String path, LinkTarget target) throws IOException;
  }

  /**
   * Reads a layer to its end.
   *
   * @param blob the layer's bytes
   * @param limit the maximum unpacked size of a compressed layer
   * @param visitor receives the entries
   * @throws IOException if it is not such an archive, is truncated, has data after its end, is
   *     larger than the limit, or has an entry that is neither a directory nor a file nor a
   *     symbolic link, or whose path or target is outside of the directory; the message names the
   *     entry
   */
  public static void read(InputStream blob, UnpackedLimit limit, Visitor visitor)
      throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(blob, BUFFER);
    InputStream plain = decompress(buffered);
    TarReader tar = new TarReader(plain == buffered ? plain : limit.applyTo(plain));
    TarReader.Entry entry;
    while ((entry = tar.next()) != null) {
      visit(entry, tar.content(), visitor);
    }
  }

  private static InputStream decompress(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GzipCompressorInputStream(in, true);
    }
    if (isZstd(magic)) {
      ZstdLibrary.load();
      return new ZstdInputStream(in);
    }
    return in;
  }

  /**
   * Returns whether these are the first bytes of a frame or a skippable frame: RFC 8878, sections
   * 3.1.1 and 3.1.2.
   */
  private static boolean isZstd(byte[] magic) {
    if (magic.length < 4) {
      return false;
    }
    int number = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return number == 0xfd2fb528 || (number & 0xfffffff0) == 0x184d2a50;
  }

  private static void visit(TarReader.Entry entry, InputStream content, Visitor visitor)
      throws IOException {
    String name = entry.name();
    if (entry.isHardLink()) {
      throw refused(name, "is a hard link");
    }
    if (entry.isSymbolicLink()) {
      link(entry, visitor);
    } else if (entry.isDirectory()) {
      visitor.directory(path(name), entry.mode());
    } else if (entry.isSparse()) {
      throw refused(name, "is a sparse file");
    } else if (entry.isFile()) {
      visitor.file(filePath(name), entry.mode(), content);
    } else {
      throw refused(name, "is neither a file nor a directory");
    }
  }

  private static void link(TarReader.Entry entry, Visitor visitor) throws IOException {
    String path = filePath(entry.name());
    if (entry.size() != 0) {
      throw refused(entry.name(), "is a link, and has content");
    }
    visitor.link(path, target(path, entry.link()));
  }

  private static LinkTarget target(String path, String text) throws IOException {
    try {
      return LinkTarget.of(path, text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the link '" + Printable.of(path) + "' " + e.getMessage(), e);
    }
  }

  private static String filePath(String name) throws IOException {
    String path = path(name);
    if (path.isEmpty()) {
      throw refused(name, "is not a file name");
    }
    return path;
  }

  /** Returns the normalized path; empty for the root directory. */
  private static String path(String name) throws IOException {
    if (name.startsWith("/") || name.matches("[A-Za-z]:/.*")) {
      throw refused(name, "is an absolute path");
    }
    StringBuilder path = new StringBuilder();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        throw refused(name, "is outside of the directory");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        Optional<String> problem = EntryNames.problem(part);
        if (problem.isPresent()) {
          throw refused(name, problem.get());
        }
        path.append(path.isEmpty() ? "" : "/").append(part);
      }
    }
    return path.toString();
  }

  static IOException refused(String name, String why) {
    return new IOException("the entry '" + Printable.of(name) + "' " + why);
  }
}
