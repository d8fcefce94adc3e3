package io.github.captainos.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The transfer of a file; closed when it is complete or has failed. */
public final class Transfer implements AutoCloseable {
  private final Progress progress;
  private final long size;
  private long done;
  private boolean isClosed;

  Transfer(Progress progress, long size) {
    this.progress = progress;
    this.size = size;
  }

  /** Counts the bytes that are read, each time from zero. */
  public InputStream counting(InputStream in) {
    return counting(in, 0);
  }

  /**
   * Counts the bytes that are read after some that need not be read again. What was read from an
   * earlier stream of this transfer, which is read no more, counts no longer.
   *
   * @param from how many these are
   */
  public InputStream counting(InputStream in, long from) {
    if (!progress.isShown()) {
      return in;
    }
    reach(from);
    return new In(in, from);
  }

  private synchronized void reach(long position) {
    if (!isClosed) {
      long now = Math.min(position, size);
      progress.add(now - done);
      done = now;
    }
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      progress.end(size - done);
    }
  }

  private final class In extends FilterInputStream {
    private long position;

    private In(InputStream in, long position) {
      super(in);
      this.position = position;
    }

    private void add(long length) {
      if (length > 0) {
        position += length;
        reach(position);
      }
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      add(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      add(read);
      return read;
    }

    @Override
    public long skip(long length) throws IOException {
      long skipped = in.skip(length);
      add(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
