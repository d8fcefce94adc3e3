package io.github.captainos.image;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that does not write its first bytes. */
public final class SkippingOutputStream extends FilterOutputStream {
  private long left;

  /**
   * @param count how many bytes are not written
   */
  public SkippingOutputStream(long count, OutputStream out) {
    super(out);
    this.left = count;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int skipped = (int) Math.min(left, length);
    left -= skipped;
    out.write(buffer, offset + skipped, length - skipped);
  }
}
