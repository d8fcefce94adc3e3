package io.github.captainos.registry.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.entity.AbstractHttpEntity;
import org.apache.http.protocol.HTTP;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with two additions to Apache's HTTP client: the {@link Deadline}, and the answer
 * of a server that refuses an upload before its end.
 */
final class RequestExecutor extends HttpRequestExecutor {
  private static final String BODY = "captain.body";
  private static final int EARLY_ANSWER_MILLIS = 1000;

  /** After how many bytes to look for an early answer: first, and at most. */
  private static final long FIRST_LOOK = 1 << 18;

  private static final long LOOKS = 4 << 20;

  @Override
  protected @Nullable HttpResponse doSendRequest(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws IOException, HttpException {
    Deadline deadline = Deadline.of(context);
    deadline.closes(connection::shutdown);
    deadline.startToSend();
    Body body = (Body) context.getAttribute(BODY);
    if (body != null) {
      body.connection = connection;
    }
    try {
      super.doSendRequest(request, connection, context);
    } catch (SocketException e) {
      if (body == null || deadline.missed() != null || !body.isRefused(EARLY_ANSWER_MILLIS)) {
        throw e;
      }
    }
    deadline.startToAnswer();
    return null;
  }

  @Override
  protected HttpResponse doReceiveResponse(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws HttpException, IOException {
    Body body = (Body) context.getAttribute(BODY);
    HttpResponse early = body == null ? null : body.answer;
    if (early == null) {
      return super.doReceiveResponse(request, connection, context);
    }
    connection.receiveResponseEntity(early);
    // the rest of the request's body may not have been sent
    early.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
    return early;
  }

  /**
   * A {@link RequestBody} as an entity of Apache's HTTP client: sent once, with its length. It ends
   * early if the server refuses it meanwhile: some servers then close the connection, and with TLS,
   * their answer could not be read any more.
   */
  static final class Body extends AbstractHttpEntity {
    private final RequestBody content;
    private final Deadline deadline;
    private @Nullable HttpClientConnection connection;

    /** The head of an answer that the server sent before it had the whole body. */
    private @Nullable HttpResponse answer;

    /**
     * @param context the context of the request, whose body it will be
     */
    Body(RequestBody content, HttpContext context) {
      this.content = content;
      this.deadline = Deadline.of(context);
      setContentType(content.mediaType());
      context.setAttribute(BODY, this);
    }

    /**
     * Looks for an answer, and reads its head at once.
     *
     * @param millis how long to wait for it
     * @return whether it refuses the body
     */
    private boolean isRefused(int millis) {
      HttpClientConnection used = connection;
      try {
        if (used != null && answer == null && used.isOpen() && used.isResponseAvailable(millis)) {
          HttpResponse begun = used.receiveResponseHeader();
          answer = begun.getStatusLine().getStatusCode() < HttpStatus.SC_OK ? null : begun;
        }
      } catch (IOException | HttpException e) {
        return false; // the connection is lost, which the next write notices
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
      return content.length();
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      content.writeTo(new Watched(out));
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
}
