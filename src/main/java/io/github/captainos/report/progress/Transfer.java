package io.github.captainos.report.progress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The transfer of a file; closed when it is complete or aborted. */
public final class Transfer implements AutoCloseable {
  private final Progress progress;
  private final String name;
  private final long size;
  private final long startNanos = System.nanoTime();

  /** Only one thread writes it. */
  private volatile long bytes;

  Transfer(Progress progress, String name, long size) {
    this.progress = progress;
    this.name = name;
    this.size = size;
  }

  String name() {
    return name;
  }

  long size() {
    return size;
  }

  long startNanos() {
    return startNanos;
  }

  /** Returns the bytes so far. */
  long bytes() {
    return bytes;
  }

  /** Counts the bytes that are read, each time from zero. */
  public InputStream counting(InputStream in) {
    return counting(in, 0);
  }

  /**
   * Counts the bytes that are read after some that need not be read again.
   *
   * @param from how many these are
   */
  public InputStream counting(InputStream in, long from) {
    bytes = from;
    return progress.isShown() ? new In(in) : in;
  }

  private void add(long length) {
    bytes = bytes + Math.max(length, 0);
  }

  @Override
  public void close() {
    progress.finish(this);
  }

  private final class In extends FilterInputStream {
    private In(InputStream in) {
      super(in);
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
