package io.github.captainos.image;

import io.github.captainos.support.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The tar archive of one file, except for the file's content: the bytes before and after it.
 *
 * <p>The bytes are those of {@code tar --format=ustar --mtime=@0 --owner=0 --group=0
 * --numeric-owner --mode=0644}. Values that ustar does not support are in a pax extended header
 * before the file's own header.
 *
 * @param name the file's name in the archive, without directories
 * @param size the file's size in bytes
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">POSIX, pax:
 *     ustar and pax interchange formats</a>
 */
record TarEntry(String name, long size) {
  private static final int BLOCK = 512;

  /** GNU tar pads an archive to a whole record of twenty blocks. */
  private static final int RECORD = 20 * BLOCK;

  private static final int NAME_LENGTH = 100;
  private static final long LARGEST_USTAR_SIZE = 077777777777L;

  private static final String WHITEOUT = ".wh.";

  /**
   * @throws IllegalArgumentException if not every machine that reads the image could have a file
   *     with this name; the message says why
   */
  TarEntry {
    EntryNames.problem(name)
        .ifPresent(
            problem -> {
              throw refused(name, problem);
            });
    if (name.startsWith(WHITEOUT)) {
      throw refused(
          name,
          "has a name that begins with '"
              + WHITEOUT
              + "', which in a layer marks a file as deleted");
    }
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("the file '" + Printable.of(name) + "' " + why);
  }

  /** Returns the bytes before the content: a ustar header, after a pax header if one is needed. */
  byte[] header() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] pax = paxRecords();
    if (pax.length > 0) {
      // the name that Python's tarfile uses for pax headers; GNU tar's contains a process id
      bytes.writeBytes(ustar("././@PaxHeader", pax.length, 'x'));
      bytes.writeBytes(pax);
      bytes.writeBytes(new byte[fill(pax.length, BLOCK)]);
    }
    bytes.writeBytes(ustar(ustarName(), size > LARGEST_USTAR_SIZE ? 0 : size, '0'));
    return bytes.toByteArray();
  }

  /**
   * Returns the number of zeros after the content: up to a block, two more blocks, up to a record.
   */
  int padding() {
    long soFar = header().length + size + fill(size, BLOCK) + 2 * BLOCK;
    return fill(size, BLOCK) + 2 * BLOCK + fill(soFar, RECORD);
  }

  /** Returns the size of the whole archive in bytes. */
  long archiveSize() {
    return header().length + size + padding();
  }

  private static int fill(long length, int unit) {
    return (int) ((unit - length % unit) % unit);
  }

  private boolean fitsUstarName() {
    return name.length() <= NAME_LENGTH && name.chars().allMatch(c -> c < 0x80);
  }

  /** Returns the name for readers that do not support pax headers. */
  private String ustarName() {
    if (fitsUstarName()) {
      return name;
    }
    String ascii = name.replaceAll("[^\\p{ASCII}]", "_");
    return ascii.substring(0, Math.min(ascii.length(), NAME_LENGTH));
  }

  private byte[] paxRecords() {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    if (!fitsUstarName()) {
      records.writeBytes(paxRecord("path", name));
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

  private static byte[] ustar(String name, long size, char type) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    put(block, 0, name);
    put(block, 100, "0000644");
    put(block, 108, "0000000"); // owner
    put(block, 116, "0000000"); // group
    put(block, 124, "%011o".formatted(size));
    put(block, 136, "00000000000"); // modification time
    put(block, 148, "        "); // the checksum counts as blanks while it is computed
    block.put(156, (byte) type);
    put(block, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : block.array()) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    return block.array();
  }

  private static void put(ByteBuffer block, int offset, String ascii) {
    block.put(offset, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
