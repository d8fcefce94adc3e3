package io.github.captainos.registry.remote.upload;

import io.github.captainos.registry.http.RequestBody;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** The body of an upload, whole or a chunk, which counts how much of it was sent. */
final class CountedBody implements RequestBody {
  private static final String OCTETS = "application/octet-stream";

  private final long length;
  private final Content content;
  private final AtomicLong total;
  private long sent;

  /** Writes the bytes of a body. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param length how many bytes the content writes
   * @param total the number of bytes that are sent in all bodies, each time they are
   */
  CountedBody(long length, Content content, AtomicLong total) {
    this.length = length;
    this.content = content;
    this.total = total;
  }

  /** Returns the most bytes that may have been sent, of which the system may still hold some. */
  long sent() {
    return sent;
  }

  @Override
  public String mediaType() {
    return OCTETS;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    sent = 0;
    content.writeTo(new Counting(out));
  }

  private final class Counting extends FilterOutputStream {
    private Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      out.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int count) throws IOException {
      count(count); // if writing fails, some of them may have been sent
      out.write(buffer, offset, count);
    }

    private void count(int bytes) {
      sent += bytes;
      total.addAndGet(bytes);
    }
  }
}
