package io.github.captainos.registry.remote.upload;

import io.github.captainos.image.Blob;
import io.github.captainos.support.DaemonThreads;
import io.github.captainos.support.Unsent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a blob, to be read in parts. A blob writes all of its bytes in one go, which is done
 * in a thread of its own; the parts that are sent in several requests are read meanwhile.
 */
final class BlobBytes implements Closeable {
  private static final int CAPACITY = 1 << 18;
  private static final DaemonThreads THREADS = new DaemonThreads("captain-chunks");

  private final Blob blob;
  private final long offset;
  private final byte[] ring = new byte[CAPACITY];
  private int first;
  private int count;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;
  private volatile OutputStream sink = OutputStream.nullOutputStream();

  /**
   * Begins to read a blob.
   *
   * @param offset how many bytes are left out
   */
  BlobBytes(Blob blob, long offset) {
    this.blob = blob;
    this.offset = offset;
    THREADS.newThread(this::write).start();
  }

  private void write() {
    Throwable thrown = null;
    try {
      blob.writeFrom(offset, new Out());
    } catch (IOException | RuntimeException | Error e) {
      thrown = e;
    }
    synchronized (this) {
      failure = thrown;
      ended = true;
      notifyAll();
    }
  }

  /**
   * Reads the next bytes.
   *
   * @param out where they are written
   * @param length how many
   * @throws IOException if the blob cannot be read, or has fewer bytes, or if writing fails
   */
  void copyTo(OutputStream out, long length) throws IOException {
    sink = out;
    byte[] piece = new byte[CAPACITY / 2];
    for (long left = length; left > 0; ) {
      int read = read(piece, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new IOException(blob.descriptor().digest() + " has fewer bytes than it should have");
      }
      out.write(piece, 0, read);
      left -= read;
    }
  }

  /**
   * Waits until the blob has checked all of its bytes, which have been read.
   *
   * @throws IOException if it has other bytes than it should have
   */
  void end() throws IOException {
    if (read(new byte[1], 1) >= 0) {
      throw new IOException(blob.descriptor().digest() + " has more bytes than it should have");
    }
  }

  private synchronized int read(byte[] buffer, int length) throws IOException {
    while (count == 0 && !ended) {
      await();
    }
    if (count == 0) {
      throwFailure();
      return -1;
    }
    int read = Math.min(Math.min(count, length), CAPACITY - first);
    System.arraycopy(ring, first, buffer, 0, read);
    first = (first + read) % CAPACITY;
    count -= read;
    notifyAll();
    return read;
  }

  private void throwFailure() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  private synchronized void put(byte[] buffer, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      while (count == CAPACITY && !closed) {
        await();
      }
      if (closed) {
        throw new IOException("the bytes of the blob are not needed any more");
      }
      int free = (first + count) % CAPACITY;
      int put = Math.min(Math.min(CAPACITY - count, CAPACITY - free), length - done);
      System.arraycopy(buffer, offset + done, ring, free, put);
      count += put;
      done += put;
      notifyAll();
    }
  }

  private void await() throws InterruptedIOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("aborted");
    }
  }

  /** Ends the reading of the blob. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized int held() {
    return count;
  }

  private final class Out extends OutputStream implements Unsent {
    @Override
    public long unsent() {
      return held() + Unsent.of(sink);
    }

    @Override
    public void write(int b) throws IOException {
      put(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      put(buffer, offset, length);
    }
  }
}
