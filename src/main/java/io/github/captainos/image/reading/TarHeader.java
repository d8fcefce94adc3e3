package io.github.captainos.image.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A header block of a tar archive: it describes an entry, or has additional metadata of the next
 * entry.
 *
 * @param block its 512 bytes
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">POSIX, pax:
 *     ustar interchange format</a>
 */
record TarHeader(byte[] block) {
  static final int BLOCK = 512;

  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;

  /** Returns whether all bytes are zeros, as at the end of an archive. */
  boolean isEnd() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether this is a header, with a valid checksum; old programs summed its bytes as
   * signed numbers.
   */
  boolean hasRightChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    try {
      long stored = number(CHECKSUM, CHECKSUM_LENGTH);
      return stored == unsigned || stored == signed;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the type flag. */
  char type() {
    return (char) (block[156] & 0xff);
  }

  /** Returns the size of the content in bytes. */
  long size() throws IOException {
    return number(124, 12);
  }

  /** Returns the permission bits. */
  int mode() throws IOException {
    return (int) (number(100, 8) & 0777);
  }

  /** Returns the name; POSIX splits long names into two fields. */
  byte[] name() {
    byte[] name = text(0, 100);
    byte[] prefix = isPosix() ? text(345, 155) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] all = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    all[prefix.length] = '/';
    System.arraycopy(name, 0, all, prefix.length + 1, name.length);
    return all;
  }

  /** Returns the target of a link. */
  byte[] link() {
    return text(157, 100);
  }

  /**
   * Returns whether this is a POSIX header. GNU tar has a space instead of the zero, and other data
   * instead of the prefix.
   */
  private boolean isPosix() {
    return Arrays.equals(
        block, 257, 263, "ustar\0".getBytes(StandardCharsets.US_ASCII), 0, "ustar\0".length());
  }

  private byte[] text(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, offset, end);
  }

  /** Returns a number in octal digits or, for large numbers of GNU tar, in binary. */
  private long number(int offset, int length) throws IOException {
    if (block[offset] < 0) {
      return binary(offset, length);
    }
    String digits = new String(text(offset, length), StandardCharsets.ISO_8859_1).strip();
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
      throw new IOException("the header of an entry has an invalid number");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private long binary(int offset, int length) throws IOException {
    // the highest bit means that it is binary, the next one that it is negative
    long value = block[offset] & 0x7f;
    for (int i = offset + 1; i < offset + length; i++) {
      if (value > Long.MAX_VALUE >> Byte.SIZE) {
        throw new IOException("the header of an entry has a number that is too large");
      }
      value = value << Byte.SIZE | block[i] & 0xff;
    }
    return value;
  }
}
