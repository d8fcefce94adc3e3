package io.github.captainos.report.progress;

import io.github.captainos.support.Unsent;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The transfer of a file; closed when it is complete or aborted. */
public final class Transfer implements AutoCloseable {
  /** The maximum number of bytes that the JVM passes to the system in one write to a socket. */
  private static final int PIECE = 1 << 17;

  private final Progress progress;
  private final String name;
  private final long size;
  private final long startNanos = System.nanoTime();

  /** Only one thread writes it. */
  private volatile long bytes;

  private volatile OutputStream sink = OutputStream.nullOutputStream();

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

  /** Returns the bytes so far, without those that were written and have not been sent yet. */
  long bytes() {
    long counted = bytes;
    return Math.max(0, counted - Unsent.of(sink));
  }

  /** Counts the bytes that are written, each time from zero. */
  public OutputStream counting(OutputStream out) {
    return countingFrom(0, out);
  }

  /**
   * Counts the bytes that are written after some that need not be written again.
   *
   * @param offset how many these are
   */
  public OutputStream countingFrom(long offset, OutputStream out) {
    sink = out;
    bytes = offset;
    return progress.isShown() ? new Out(out) : out;
  }

  /** Counts the bytes that are read, each time from zero. */
  public InputStream counting(InputStream in) {
    bytes = 0;
    return progress.isShown() ? new In(in) : in;
  }

  private void add(long length) {
    bytes = bytes + Math.max(length, 0);
  }

  @Override
  public void close() {
    progress.finish(this);
  }

  private final class Out extends FilterOutputStream {
    private Out(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      add(1);
    }

    /**
     * Writes in small pieces: on a slow connection, a large piece would take long, without visible
     * progress.
     */
    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      for (int done = 0; done < length; done += PIECE) {
        int piece = Math.min(PIECE, length - done);
        out.write(buffer, offset + done, piece);
        add(piece);
      }
    }
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
