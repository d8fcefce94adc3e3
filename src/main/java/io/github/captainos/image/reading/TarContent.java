package io.github.captainos.image.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The content after a header of a tar archive, without the padding of its last block. */
final class TarContent extends InputStream {
  private static final int BLOCK = TarHeader.BLOCK;

  private final InputStream in;
  private long left;
  private int filling;

  /**
   * @param in the archive
   * @param size the size of the content in bytes
   */
  TarContent(InputStream in, long size) {
    this.in = in;
    left = size;
    filling = (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  @Override
  public int read() throws IOException {
    return SingleByte.of(this);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw early();
    }
    left -= count;
    return count;
  }

  /** Skips to the next header. */
  void skip() throws IOException {
    if (left > 0) {
      transferTo(OutputStream.nullOutputStream());
    }
    if (in.readNBytes(filling).length < filling) {
      throw early();
    }
    filling = 0;
  }

  /** Returns the error for an archive that is truncated. */
  static IOException early() {
    return new IOException("it ends early");
  }
}
