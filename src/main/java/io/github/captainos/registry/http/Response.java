package io.github.captainos.registry.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpEntity;
import org.apache.http.NameValuePair;
import org.apache.http.client.methods.CloseableHttpResponse;

/**
 * An HTTP response with any status. Closing it closes the connection, unless the body was read to
 * its end.
 */
public final class Response implements Closeable {
  private static final int SUCCESS = 200;
  private static final int NO_SUCCESS = 300;

  /** A body up to this size is read, so that the connection can be used again. */
  private static final int SHORT = 8 << 10;

  private final URL url;
  private final CloseableHttpResponse http;

  /**
   * @param url the URL that was requested
   * @param http the response
   */
  Response(URL url, CloseableHttpResponse http) {
    this.url = url;
    this.http = http;
  }

  /**
   * Returns the URL that was requested, which differs from that of the request after a redirect.
   */
  public URL url() {
    return url;
  }

  public int status() {
    return http.getStatusLine().getStatusCode();
  }

  public boolean isSuccess() {
    return status() >= SUCCESS && status() < NO_SUCCESS;
  }

  /** Returns the first header of a name; empty if there is none. */
  public String header(String name) {
    return headers(name).stream().findFirst().orElse("");
  }

  /** Returns all headers of a name. */
  public List<String> headers(String name) {
    return Arrays.stream(http.getHeaders(name))
        .map(NameValuePair.class::cast)
        .map(NameValuePair::getValue)
        .toList();
  }

  /** Returns the media type of the body, without parameters; empty if there is none. */
  public String mediaType() {
    return header("Content-Type").replaceFirst(";.*", "").strip();
  }

  /**
   * Returns whether the answer says where its body ends, so that the end of the bytes cannot be
   * that of a lost connection.
   */
  public boolean hasKnownEnd() {
    HttpEntity entity = http.getEntity();
    return entity == null || entity.getContentLength() >= 0 || entity.isChunked();
  }

  /** Returns the body; empty if there is none. Closing it closes the response. */
  public InputStream body() throws IOException {
    HttpEntity entity = http.getEntity();
    if (entity == null) {
      return InputStream.nullInputStream();
    }
    // it was not requested, but some servers compress the body anyway
    return header("Content-Encoding").matches("(?i)(x-)?gzip")
        ? new Unzipped(unread(entity.getContent()))
        : unread(entity.getContent());
  }

  /** Returns a stream that closes the response; the HTTP client's own reads the rest first. */
  private InputStream unread(InputStream content) {
    return new FilterInputStream(content) {
      @Override
      public void close() {
        Response.this.close();
      }
    };
  }

  /**
   * Returns the beginning of the body, or nothing if it cannot be read.
   *
   * @param most the maximum number of bytes
   */
  public byte[] beginning(int most) {
    try (InputStream body = body()) {
      return body.readNBytes(most);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Reads a short body, so that the connection can be used again, and closes the response. */
  public void ignoreBody() {
    HttpEntity entity = http.getEntity();
    if (entity != null && entity.getContentLength() <= SHORT) {
      try {
        entity.getContent().readNBytes(SHORT + 1);
      } catch (IOException e) {
        // only the status is used
      }
    }
    close();
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      // it is not read any more
    }
  }

  /** A decompressed body. Its errors are reported as an invalid answer, not as invalid content. */
  private static final class Unzipped extends FilterInputStream {
    Unzipped(InputStream zipped) throws IOException {
      super(open(zipped));
    }

    private static InputStream open(InputStream zipped) throws IOException {
      try {
        return new GZIPInputStream(zipped);
      } catch (IOException e) {
        zipped.close();
        throw explained(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return in.read(buffer, offset, length);
      } catch (IOException e) {
        throw explained(e);
      }
    }

    private static IOException explained(IOException e) {
      if (e instanceof ZipException) {
        return new BadAnswerException("its body is not compressed as its header says");
      }
      return e instanceof EOFException
          ? new ConnectionClosedException("the compressed body ends early")
          : e;
    }
  }
}
