package io.github.captainos.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Watches a tar archive go by, to see that it ends as it should: two blocks of zeros after the last
 * entry, and nothing but zeros after them. Readers of tar are more generous, and would take an
 * archive that was cut short, or one that hides something behind its end, for a whole one.
 */
final class TarEnd extends FilterInputStream {
  private static final int BLOCK = 512;

  /** Names and pax records are read into memory; nobody needs names as long as that. */
  private static final int LARGEST_HEADER = 1 << 20;

  /**
   * What was read is looked at here and not in the reader's buffer: commons-compress skips bytes
   * into one that all its streams share, so that it may hold something else by then.
   */
  private final byte[] own = new byte[1 << 18];

  private final long limit;
  private long position;
  private long behindLastNonZero;
  private long endOfEntries;

  /**
   * @param in the archive
   * @param limit how many bytes it may have
   */
  TarEnd(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  /** Returns how many bytes were read so far. */
  long position() {
    return position;
  }

  /** Says that the header of an entry was just read, and how many bytes of content follow it. */
  void expectAfter(long size) {
    endOfEntries = position + (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * Reads what is left.
   *
   * @throws IOException if this is not how an archive ends
   */
  void check() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    if (behindLastNonZero > endOfEntries) {
      throw new IOException(
          endOfEntries == 0 ? "it is no tar archive" : "there is something behind its end");
    }
    if (position < endOfEntries + 2 * BLOCK) {
      throw new IOException(position == 0 ? "it is no tar archive" : "it ends early");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(own, 0, Math.min(length, own.length));
    if (count > 0) {
      System.arraycopy(own, 0, buffer, offset, count);
      for (int i = count - 1; i >= 0; i--) {
        if (own[i] != 0) {
          behindLastNonZero = position + i + 1;
          break;
        }
      }
      position += count;
      if (behindLastNonZero - endOfEntries > LARGEST_HEADER) {
        throw new IOException("the header of an entry has more than " + LARGEST_HEADER + " bytes");
      }
      if (position > limit) {
        throw new IOException(
            "it unpacks to more than " + limit + " bytes; captain.maxUnpackedSize allows more");
      }
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long left = count;
    byte[] buffer = new byte[BLOCK];
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return count - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
