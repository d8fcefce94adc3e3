package io.github.captainos.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads a layer as anybody may have published it: a tar archive, plain or compressed with gzip or
 * zstd. Trusts nothing that is in it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 */
public final class LayerReader {
  private static final int BUFFER = 1 << 16;

  private LayerReader() {}

  /** Takes the entries of a layer in their order. */
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
  }

  /**
   * Reads a layer to its end.
   *
   * @param blob the layer's bytes
   * @param limit how many bytes a compressed layer may unpack to
   * @param visitor what to do with the entries
   * @throws IOException if it is no such archive, ends early, has something after its end, is
   *     larger than the limit, or has an entry that is neither a directory nor a file or whose path
   *     could lead elsewhere; the message names the entry
   */
  public static void read(InputStream blob, long limit, Visitor visitor) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(blob, BUFFER);
    InputStream plain = decompress(buffered);
    TarEnd end = new TarEnd(plain, plain == buffered ? Long.MAX_VALUE : limit);
    // not closed: whoever opened the blob closes it
    TarArchiveInputStream tar = new TarArchiveInputStream(end, "UTF-8");
    TarArchiveEntry entry;
    while ((entry = next(tar)) != null) {
      end.expectAfter(entry.isFile() ? entry.getSize() : 0);
      visit(entry, tar, visitor);
    }
    end.check();
  }

  private static InputStream decompress(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GzipCompressorInputStream(in, true);
    }
    if (magic.length == 4
        && magic[0] == 0x28
        && magic[1] == (byte) 0xb5
        && magic[2] == 0x2f
        && magic[3] == (byte) 0xfd) {
      return new ZstdInputStream(in);
    }
    return in;
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry != null && !entry.isCheckSumOK()) {
        throw new IOException("the header of an entry has a wrong checksum");
      }
      return entry;
    } catch (IllegalArgumentException e) {
      throw new IOException("the header of an entry cannot be read", e);
    }
  }

  private static void visit(TarArchiveEntry entry, TarArchiveInputStream tar, Visitor visitor)
      throws IOException {
    String name = entry.getName();
    int mode = entry.getMode() & 0777;
    if (entry.isLink() || entry.isSymbolicLink()) {
      throw refused(name, "is a link");
    }
    if (entry.isDirectory()) {
      visitor.directory(path(name), mode);
    } else if (entry.isFile() && !entry.isSparse() && isRegular(entry)) {
      visitor.file(path(name), mode, tar);
    } else {
      throw refused(name, "is neither a file nor a directory");
    }
  }

  /** commons-compress takes all that it does not know for a file, devices without a name too. */
  private static boolean isRegular(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return type == '0' || type == 0 || type == '7';
  }

  /** Returns the path with nothing in it but names; empty for the directory that all is in. */
  private static String path(String name) throws IOException {
    if (name.startsWith("/") || name.matches("[A-Za-z]:.*")) {
      throw refused(name, "is an absolute path");
    }
    if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == '\ufffd')) {
      throw refused(name, "has characters that a file's name should not have");
    }
    StringBuilder path = new StringBuilder();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        throw refused(name, "leads out of the directory");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path.append(path.isEmpty() ? "" : "/").append(part);
      }
    }
    return path.toString();
  }

  private static IOException refused(String name, String why) {
    return new IOException("the entry '" + name.replaceAll("\\p{Cntrl}", "?") + "' " + why);
  }
}
