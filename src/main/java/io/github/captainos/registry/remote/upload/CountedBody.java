package io.github.captainos.registry.remote.upload;

import io.github.captainos.registry.connection.RequestBody;
import io.github.captainos.support.Unsent;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The body of an upload, whole or a chunk, which counts how much of it was sent. */
final class CountedBody implements RequestBody {
  private static final String OCTETS = "application/octet-stream";

  private final long length;
  private final Content content;
  private long sent;

  /** Writes the bytes of a body. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param length how many bytes the content writes
   */
  CountedBody(long length, Content content) {
    this.length = length;
    this.content = content;
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

  private final class Counting extends FilterOutputStream implements Unsent {
    private Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      sent++;
      out.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int count) throws IOException {
      sent += count; // if writing fails, some of them may have been sent
      out.write(buffer, offset, count);
    }

    @Override
    public long unsent() {
      return Unsent.of(out);
    }
  }
}
