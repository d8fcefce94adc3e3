package io.github.captainos.registry.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.entity.AbstractHttpEntity;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequestBody} as an entity of Apache's HTTP client: sent once, with its length. It ends
 * early if the server refuses it meanwhile: some servers then close the connection, and with TLS,
 * their answer could not be read any more.
 */
final class BodyEntity extends AbstractHttpEntity {
  private static final String ATTRIBUTE = "captain.body";

  /** After how many bytes to look for an answer: first, and at most. */
  private static final long FIRST_LOOK = 1 << 18;

  private static final long LOOKS = 4 << 20;

  private final RequestBody body;
  private final Deadline deadline;
  private @Nullable HttpClientConnection connection;
  private @Nullable HttpResponse answer;

  /**
   * @param context the context of the request, whose body it will be
   */
  BodyEntity(RequestBody body, HttpContext context) {
    this.body = body;
    this.deadline = Deadline.of(context);
    setContentType(body.mediaType());
    context.setAttribute(ATTRIBUTE, this);
  }

  /** Returns the body of a request, or null if it has none. */
  static @Nullable BodyEntity of(HttpContext context) {
    return (BodyEntity) context.getAttribute(ATTRIBUTE);
  }

  /** Sets the connection that it will be sent over. */
  void sendOver(HttpClientConnection used) {
    connection = used;
  }

  /** Returns the head of an answer that the server sent before it had the whole body, or null. */
  @Nullable HttpResponse answer() {
    return answer;
  }

  /**
   * Looks for such an answer, which is read at once.
   *
   * @param millis how long to wait for it
   * @return whether it refuses the body
   */
  boolean isRefused(int millis) throws IOException {
    HttpClientConnection used = connection;
    try {
      if (used != null && answer == null && used.isOpen() && used.isResponseAvailable(millis)) {
        HttpResponse begun = used.receiveResponseHeader();
        answer = begun.getStatusLine().getStatusCode() < HttpStatus.SC_OK ? null : begun;
      }
    } catch (HttpException e) {
      throw new ClientProtocolException(e);
    }
    return answer != null
        && answer.getStatusLine().getStatusCode() >= HttpStatus.SC_MULTIPLE_CHOICES;
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
    body.writeTo(new Watched(out));
  }

  private final class Watched extends FilterOutputStream {
    private long written;
    private long next = FIRST_LOOK;

    private Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      deadline.extend();
      written += length;
      if (written >= next) {
        next = written + Math.min(written, LOOKS);
        if (isRefused(1)) {
          throw new SocketException("the server has refused the request");
        }
      }
    }
  }
}
