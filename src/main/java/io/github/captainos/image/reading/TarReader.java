package io.github.captainos.image.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive: ustar, with the extensions of pax and GNU tar. Its content is not trusted:
 * headers are rejected by their declared size before they are read, so they cannot fill the memory.
 * Truncated archives are rejected, and so are archives with data after their end, which most tar
 * readers accept.
 */
final class TarReader {
  private static final int BLOCK = TarHeader.BLOCK;

  /**
   * The maximum size of all headers of one entry. Linux allows 64 KiB of attributes, other systems
   * more.
   */
  private static final int LARGEST_HEADER = 1 << 20;

  /** The maximum length of a path in bytes, that of Linux; later steps process each component. */
  private static final int LONGEST_PATH = 4096;

  private static final char PAX = 'x';
  private static final char PAX_OF_SOLARIS = 'X';
  private static final char PAX_FOR_ALL = 'g';
  private static final char LONG_NAME = 'L';
  private static final char LONG_LINK = 'K';
  private static final char SPARSE = 'S';

  private final InputStream in;
  private boolean isBegun;
  private PaxRecords global = PaxRecords.none();
  private TarContent content;
  private int headerBytes;

  /**
   * @param in the archive
   */
  TarReader(InputStream in) {
    this.in = in;
    this.content = new TarContent(in, 0);
  }

  /**
   * An entry of the archive.
   *
   * @param name its path, as in the archive
   * @param link the target, if it is a link
   * @param mode its permission bits
   * @param type one of POSIX's type flags
   * @param size the size of its content in bytes; only files may have any
   * @param isSparse whether the archive contains only parts of it
   */
  record Entry(String name, String link, int mode, char type, long size, boolean isSparse) {
    boolean isDirectory() {
      return type == '5' || type == 0 && name.endsWith("/");
    }

    boolean isFile() {
      return !isDirectory() && (type == '0' || type == 0 || type == '7');
    }

    boolean isHardLink() {
      return type == '1';
    }

    boolean isSymbolicLink() {
      return type == '2';
    }
  }

  /**
   * Reads the next entry.
   *
   * @return the entry, or null after the last one
   * @throws IOException if this is not such an archive, or is truncated, or has data after its end
   */
  @Nullable Entry next() throws IOException {
    content.skip();
    headerBytes = 0;
    PaxRecords pax = global;
    while (true) {
      TarHeader header = header();
      if (header == null) {
        if (headerBytes > 0) {
          throw TarContent.early();
        }
        return null;
      }
      switch (header.type()) {
        case PAX, PAX_OF_SOLARIS -> pax = pax.and(more(header));
        case PAX_FOR_ALL -> {
          byte[] records = more(header);
          global = global.and(records);
          pax = pax.and(records);
        }
        case LONG_NAME -> pax = pax.withPath(withoutZeros(more(header)));
        case LONG_LINK -> pax = pax.withLink(withoutZeros(more(header)));
        default -> {
          byte[] path = pax.path(header.name());
          Entry entry =
              new Entry(
                  text(path, "a name", path),
                  text(pax.link(header.link()), "a target", path),
                  header.mode(),
                  header.type(),
                  size(pax, header),
                  pax.isSparse() || header.type() == SPARSE);
          content = new TarContent(in, entry.isFile() ? entry.size() : 0);
          return entry;
        }
      }
    }
  }

  /** The size of other entries has no meaning, and some programs write one. */
  private static long size(PaxRecords pax, TarHeader header) throws IOException {
    return switch (header.type()) {
      case 0, '0', '2', '7' -> pax.size(header.size());
      default -> 0;
    };
  }

  /** Returns the bytes of the entry, up to the next call of {@link #next}. */
  InputStream content() {
    return content;
  }

  /**
   * @param bytes the name of an entry, or the target of a link
   * @param what a word for which of them
   * @param path the name, for messages
   */
  private static String text(byte[] bytes, String what, byte[] path) throws IOException {
    String name = new String(path, 0, Math.min(path.length, LONGEST_PATH), UTF_8);
    if (bytes.length > LONGEST_PATH) {
      throw LayerReader.refused(name, "has " + what + " of more than " + LONGEST_PATH + " bytes");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw LayerReader.refused(name, "has " + what + " that is not UTF-8");
    }
  }

  private static byte[] withoutZeros(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private @Nullable TarHeader header() throws IOException {
    boolean isFirst = !isBegun;
    isBegun = true;
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw isFirst ? new IOException("it is not a tar archive") : TarContent.early();
    }
    TarHeader header = new TarHeader(block);
    if (header.isEnd()) {
      expectEnd(isFirst);
      return null;
    }
    if (!header.hasRightChecksum()) {
      throw new IOException(
          isFirst ? "it is not a tar archive" : "the header of an entry has a wrong checksum");
    }
    return header;
  }

  /**
   * Checks the end of an archive, which has two blocks of zeros; many programs write more of them.
   */
  private void expectEnd(boolean isFirst) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long zeros = 0;
    int count;
    while ((count = in.read(buffer, 0, buffer.length)) >= 0) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] != 0) {
          throw new IOException(isFirst ? "it is not a tar archive" : "it has data after its end");
        }
      }
      zeros += count;
    }
    if (zeros < BLOCK) {
      throw TarContent.early();
    }
  }

  /** Returns the content of a header with metadata of the next entry. */
  private byte[] more(TarHeader header) throws IOException {
    long size = header.size();
    if (size > LARGEST_HEADER - headerBytes) {
      throw new IOException("the header of an entry has more than " + LARGEST_HEADER + " bytes");
    }
    headerBytes += BLOCK + (int) size;
    TarContent more = new TarContent(in, size);
    byte[] bytes = more.readAllBytes();
    more.skip();
    return bytes;
  }
}
