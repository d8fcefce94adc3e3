package io.github.captainos.image.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An entry of a tar archive, except for the content of a file: the bytes before it.
 *
 * <p>The bytes are those of {@code tar --format=ustar --mtime=@0 --owner=0 --group=0
 * --numeric-owner} with the mode 0755 for directories and 0644 for others. Values that ustar does
 * not support are in a pax extended header before the entry's own header.
 *
 * @param source what the entry is made of
 * @param size the size of a file in bytes; 0 for others
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">POSIX, pax:
 *     ustar and pax interchange formats</a>
 */
record TarEntry(SourceEntry source, long size) {
  static final int BLOCK = 512;

  private static final int NAME_LENGTH = 100;
  private static final int PREFIX_LENGTH = 155;
  private static final int LINK_LENGTH = 100;
  private static final long LARGEST_USTAR_SIZE = 077777777777L;

  /** Returns the bytes before the content: a ustar header, after a pax header if one is needed. */
  byte[] header() {
    byte[] pax = paxRecords();
    byte[] own = ustar();
    if (pax.length == 0) {
      return own;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // the name that Python's tarfile uses for pax headers; GNU tar's contains a process id
    bytes.writeBytes(block("././@PaxHeader", 'x', pax.length, "0000644").withChecksum());
    bytes.writeBytes(pax);
    bytes.writeBytes(new byte[missing(pax.length, BLOCK)]);
    bytes.writeBytes(own);
    return bytes.toByteArray();
  }

  /** Returns how many bytes are missing up to a multiple of a number. */
  static int missing(long size, int unit) {
    return (int) ((unit - size % unit) % unit);
  }

  /** Returns the path as in an archive: that of a directory ends with a slash. */
  private String path() {
    return source.kind() == SourceEntry.Kind.DIRECTORY ? source.path() + "/" : source.path();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private boolean fitsUstarPath() {
    String path = path();
    return isAscii(path) && (path.length() <= NAME_LENGTH || split(path) > 0);
  }

  private boolean fitsUstarLink() {
    return source.target().length() <= LINK_LENGTH && isAscii(source.target());
  }

  /**
   * Returns where GNU tar splits a long path: at the last slash after which the rest is a name. The
   * slash is in neither of the fields.
   *
   * @return 0 if the path cannot be split
   */
  private static int split(String path) {
    int last = Math.min(path.length() - 2, PREFIX_LENGTH);
    int slash = path.lastIndexOf('/', last);
    int nameLength = path.length() - slash - 1;
    return slash > 0 && nameLength <= NAME_LENGTH ? slash : 0;
  }

  private byte[] ustar() {
    char type =
        switch (source.kind()) {
          case FILE -> '0';
          case LINK -> '2';
          case DIRECTORY -> '5';
        };
    String mode = source.kind() == SourceEntry.Kind.DIRECTORY ? "0000755" : "0000644";
    String path = path();
    int split = fitsUstarPath() && path.length() > NAME_LENGTH ? split(path) : 0;
    String name = split > 0 ? path.substring(split + 1) : forOldReaders(path, NAME_LENGTH);
    Block block = block(name, type, size > LARGEST_USTAR_SIZE ? 0 : size, mode);
    block.put(157, forOldReaders(source.target(), LINK_LENGTH));
    block.put(345, path.substring(0, split));
    return block.withChecksum();
  }

  /** Returns a text for readers that do not support pax headers. */
  private static String forOldReaders(String text, int length) {
    String ascii = isAscii(text) ? text : text.replaceAll("[^\\p{ASCII}]", "_");
    return ascii.substring(0, Math.min(ascii.length(), length));
  }

  private byte[] paxRecords() {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    if (!fitsUstarPath()) {
      records.writeBytes(paxRecord("path", path()));
    }
    if (!fitsUstarLink()) {
      records.writeBytes(paxRecord("linkpath", source.target()));
    }
    if (size > LARGEST_USTAR_SIZE) {
      records.writeBytes(paxRecord("size", Long.toString(size)));
    }
    return records.toByteArray();
  }

  /** Returns a record, which begins with its own length, including the digits of that number. */
  private static byte[] paxRecord(String key, String value) {
    byte[] rest = utf8(" " + key + "=" + value + "\n");
    int length = rest.length;
    while (length != rest.length + Integer.toString(length).length()) {
      length = rest.length + Integer.toString(length).length();
    }
    return utf8(length + new String(rest, StandardCharsets.UTF_8));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Block block(String name, char type, long size, String mode) {
    Block block = new Block(ByteBuffer.allocate(BLOCK));
    block.put(0, name);
    block.put(100, mode);
    block.put(108, "0000000"); // owner
    block.put(116, "0000000"); // group
    block.put(124, octal(size, 11));
    block.put(136, "00000000000"); // modification time
    block.put(156, String.valueOf(type));
    block.put(257, "ustar\0" + "00");
    return block;
  }

  private static String octal(long number, int digits) {
    String text = Long.toOctalString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  /** A block of a header. */
  private record Block(ByteBuffer bytes) {

    void put(int offset, String ascii) {
      bytes.put(offset, ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the bytes, with their checksum. */
    byte[] withChecksum() {
      put(148, "        "); // the checksum counts as blanks while it is computed
      int sum = 0;
      for (byte b : bytes.array()) {
        sum += b & 0xff;
      }
      put(148, octal(sum, 6) + "\0 ");
      return bytes.array();
    }
  }
}
