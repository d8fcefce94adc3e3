package io.github.captainos.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.config.MessageConstraints;
import org.apache.http.impl.conn.DefaultHttpResponseParserFactory;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.io.DefaultHttpRequestWriterFactory;

/**
 * A connection whose answers have the limits of a {@link Pace}, and a limited number of headers.
 */
final class PacedConnection extends DefaultManagedHttpClientConnection {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int BUFFER_BYTES = 8 << 10;
  private static final MessageConstraints CONSTRAINTS =
      MessageConstraints.custom().setMaxHeaderCount(100).setMaxLineLength(32 << 10).build();

  PacedConnection() {
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
  protected InputStream getSocketInputStream(Socket socket) throws IOException {
    return new FilterInputStream(super.getSocketInputStream(socket)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (getAttribute(Pace.ATTRIBUTE) instanceof Pace pace) {
          if (count > 0) {
            pace.received(buffer, offset, count);
          } else if (count < 0) {
            pace.closed();
          }
        }
        return count;
      }
    };
  }
}
