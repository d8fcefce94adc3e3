package io.github.captainos.image.reading;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The maximum size of what a compressed layer unpacks to: a small one may unpack to a very large
 * archive.
 *
 * @param bytes the size in bytes
 * @param advice what the message says to do if it is larger; empty for nothing
 */
public record UnpackedLimit(long bytes, String advice) {

  /** Returns the bytes of an archive up to the limit; to read more is an error. */
  InputStream applyTo(InputStream archive) {
    return new Bounded(archive, this);
  }

  private static final class Bounded extends FilterInputStream {
    private final UnpackedLimit limit;
    private long position;

    Bounded(InputStream in, UnpackedLimit limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      return SingleByte.of(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      position += Math.max(count, 0);
      if (position > limit.bytes()) {
        throw new IOException(
            "it unpacks to more than "
                + limit.bytes()
                + " bytes"
                + (limit.advice().isEmpty() ? "" : "; " + limit.advice()));
      }
      return count;
    }
  }
}
