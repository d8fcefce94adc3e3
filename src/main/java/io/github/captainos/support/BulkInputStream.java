package io.github.captainos.support;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that reads arrays: a single byte is read as an array of one. */
public abstract class BulkInputStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
