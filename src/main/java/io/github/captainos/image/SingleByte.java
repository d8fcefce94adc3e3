package io.github.captainos.image;

import java.io.IOException;
import java.io.InputStream;

/** Reads single bytes of streams that read arrays. */
public final class SingleByte {
  private SingleByte() {}

  /**
   * Returns the next byte, or -1 at the end.
   *
   * @throws IOException if reading fails
   * @see InputStream#read()
   */
  public static int of(InputStream in) throws IOException {
    byte[] one = new byte[1];
    return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
