package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpMessage;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.MessageConstraintException;
import org.apache.http.config.MessageConstraints;
import org.apache.http.impl.conn.DefaultHttpResponseParserFactory;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.http.protocol.HTTP;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that may send anything at any time. It limits the head of an answer,
 * which may also be interim answers and lines that are not HTTP, and the body of a refusal, which
 * Apache's HTTP client reads completely if it is a proxy's. It takes no incomplete head for an
 * answer. And it ends a request whose body the server refuses meanwhile: some servers then close
 * the connection, and with TLS, their answer could not be read any more.
 */
final class ServerConnection extends DefaultManagedHttpClientConnection {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int BUFFER_BYTES = 8 << 10;
  private static final int MAX_BYTES = 1 << 20;

  /** Of the head, of the lines of chunks, and of the trailer. */
  private static final MessageConstraints CONSTRAINTS =
      MessageConstraints.custom().setMaxHeaderCount(100).setMaxLineLength(32 << 10).build();

  /** The beginning of a status line: RFC 9112, section 4. */
  private static final byte[] STATUS_LINE = "HTTP/".getBytes(US_ASCII);

  /** How long to wait for an early answer when the connection was lost. */
  private static final int EARLY_ANSWER_MILLIS = 1000;

  /** After how many bytes to look for an early answer: first, and at most. */
  private static final long FIRST_LOOK = 1 << 18;

  private static final long LOOKS = 4 << 20;

  private boolean isHead;
  private boolean isHttp;
  private boolean isLimited;
  private int bytes;

  /** The head of an answer that the server sent before it had the whole body. */
  private @Nullable HttpResponse early;

  ServerConnection() {
    super(
        "captain-" + NUMBER.incrementAndGet(),
        BUFFER_BYTES,
        BUFFER_BYTES,
        null,
        null,
        CONSTRAINTS,
        null,
        null,
        DefaultHttpRequestWriterFactory.INSTANCE,
        DefaultHttpResponseParserFactory.INSTANCE);
  }

  @Override
  public void sendRequestHeader(HttpRequest request) throws HttpException, IOException {
    isHead = true;
    isHttp = true;
    isLimited = true;
    bytes = 0;
    early = null;
    super.sendRequestHeader(request);
  }

  @Override
  public void sendRequestEntity(HttpEntityEnclosingRequest request)
      throws HttpException, IOException {
    try {
      super.sendRequestEntity(request);
      flush();
    } catch (SocketException e) {
      if (!isRefused(EARLY_ANSWER_MILLIS)) {
        throw e;
      }
    }
  }

  @Override
  protected OutputStream prepareOutput(HttpMessage message) throws HttpException {
    return new FilterOutputStream(super.prepareOutput(message)) {
      private long written;
      private long next = FIRST_LOOK;

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        written += length;
        if (written >= next) {
          next = written + Math.min(written, LOOKS);
          if (isRefused(1)) {
            throw new SocketException("the server has refused the request");
          }
        }
      }
    };
  }

  /**
   * Looks for an answer to a request that is still being sent, and reads its head at once.
   *
   * @param millis how long to wait for it
   * @return whether it refuses the body
   */
  private boolean isRefused(int millis) {
    try {
      if (early == null && isOpen() && isResponseAvailable(millis)) {
        HttpResponse begun = receiveResponseHeader();
        early = begun.getStatusLine().getStatusCode() < HttpStatus.SC_OK ? null : begun;
      }
    } catch (IOException | HttpException e) {
      return false; // the connection is lost, which the next write notices
    }
    return hasRefused();
  }

  private boolean hasRefused() {
    return early != null && early.getStatusLine().getStatusCode() >= HttpStatus.SC_MULTIPLE_CHOICES;
  }

  @Override
  public void flush() throws IOException {
    if (!hasRefused()) { // else the rest of the body is not needed any more
      super.flush();
    }
  }

  @Override
  public HttpResponse receiveResponseHeader() throws HttpException, IOException {
    if (early != null) {
      // the rest of the request's body may not have been sent
      early.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
      return early;
    }
    HttpResponse response = super.receiveResponseHeader();
    int status = response.getStatusLine().getStatusCode();
    isHead = status < HttpStatus.SC_OK; // another one follows
    isLimited = isHead || status >= HttpStatus.SC_MULTIPLE_CHOICES;
    return response;
  }

  @Override
  protected InputStream getSocketInputStream(Socket socket) throws IOException {
    return new FilterInputStream(super.getSocketInputStream(socket)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (isLimited) {
          received(buffer, offset, count);
        }
        return count;
      }
    };
  }

  private void received(byte[] buffer, int offset, int count) throws IOException {
    if (count < 0 && isHead && bytes > 0 && isHttp) {
      // else it would be used as it is, without the headers that are missing
      throw new ConnectionClosedException("closed within the head of an answer");
    }
    for (int i = 0; i < count && bytes + i < STATUS_LINE.length; i++) {
      isHttp &= buffer[offset + i] == STATUS_LINE[bytes + i];
    }
    bytes += Math.max(count, 0);
    if (bytes > MAX_BYTES) {
      throw new MessageConstraintException("the answer has more than " + MAX_BYTES + " bytes");
    }
  }
}
