package io.github.captainos.registry.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import org.apache.http.HttpClientConnection;
import org.apache.http.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequestBody} as an entity of Apache's HTTP client: sent once, with its length. It ends
 * early if the server refuses it meanwhile: some servers then close the connection, and with TLS,
 * their answer could not be read any more.
 */
final class BodyEntity extends AbstractHttpEntity {
  /** The attribute of a request's context that has its body. */
  static final String ATTRIBUTE = "captain.body";

  /** After how many bytes to look for an answer: first, and at most. */
  private static final long FIRST_LOOK = 1 << 18;

  private static final long LOOKS = 4 << 20;

  private final RequestBody body;
  private final Pace pace;
  private @Nullable HttpClientConnection connection;

  /**
   * @param pace knows whether an answer has begun
   */
  BodyEntity(RequestBody body, Pace pace) {
    this.body = body;
    this.pace = pace;
    setContentType(body.mediaType());
  }

  /** Sets the connection that it will be sent over. */
  void sendOver(HttpClientConnection used) {
    connection = used;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public long getContentLength() {
    return body.length();
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    HttpClientConnection used = connection;
    body.writeTo(used == null ? out : new Watched(out, used));
  }

  private boolean isRefused(HttpClientConnection used) throws IOException {
    return used.isResponseAvailable(1) && pace.isRefusal();
  }

  private final class Watched extends FilterOutputStream {
    private final HttpClientConnection used;
    private long written;
    private long next = FIRST_LOOK;

    private Watched(OutputStream out, HttpClientConnection used) {
      super(out);
      this.used = used;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      written += length;
      if (written >= next) {
        next = written + Math.min(written, LOOKS);
        if (isRefused(used)) {
          throw new SocketException("the server has refused the request");
        }
      }
    }
  }
}
