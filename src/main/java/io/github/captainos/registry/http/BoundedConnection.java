package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.MessageConstraintException;
import org.apache.http.config.MessageConstraints;
import org.apache.http.impl.conn.DefaultHttpResponseParserFactory;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.io.DefaultHttpRequestWriterFactory;

/**
 * A connection that limits the head of an answer, which may also be interim answers and lines that
 * are not HTTP, and the body of a refusal, which Apache's HTTP client reads completely if it is a
 * proxy's; and that takes no incomplete head for an answer.
 */
final class BoundedConnection extends DefaultManagedHttpClientConnection {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int BUFFER_BYTES = 8 << 10;
  private static final int MAX_BYTES = 1 << 20;

  /** Of the head, of the lines of chunks, and of the trailer. */
  private static final MessageConstraints CONSTRAINTS =
      MessageConstraints.custom().setMaxHeaderCount(100).setMaxLineLength(32 << 10).build();

  /** The beginning of a status line: RFC 9112, section 4. */
  private static final byte[] HTTP = "HTTP/".getBytes(US_ASCII);

  private boolean isHead;
  private boolean isHttp;
  private boolean isLimited;
  private int bytes;

  BoundedConnection() {
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
    super.sendRequestHeader(request);
  }

  @Override
  public HttpResponse receiveResponseHeader() throws HttpException, IOException {
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
    for (int i = 0; i < count && bytes + i < HTTP.length; i++) {
      isHttp &= buffer[offset + i] == HTTP[bytes + i];
    }
    bytes += Math.max(count, 0);
    if (bytes > MAX_BYTES) {
      throw new MessageConstraintException("the answer has more than " + MAX_BYTES + " bytes");
    }
  }
}
