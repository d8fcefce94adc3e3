package io.github.captainos.registry.http;

import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.BulkInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
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

  /** The largest manifest that registries have to accept, in bytes, and more than all else. */
  public static final int MAX_CONTENT = 4 << 20;

  /** A body up to this size is read, so that the connection can be used again. */
  private static final int SHORT = 8 << 10;

  private final URL url;
  private final CloseableHttpResponse http;
  private final Deadline deadline;

  /**
   * @param url the URL that was requested
   * @param http the response
   * @param deadline the end of the time for it, which it stops when it is closed
   */
  Response(URL url, CloseableHttpResponse http, Deadline deadline) {
    this.url = url;
    this.http = http;
    this.deadline = deadline;
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

  /**
   * Returns the body; empty if there is none. Closing it closes the response.
   *
   * @throws NetworkException if it cannot be read, as also its methods do
   * @throws RegistryException if it is encoded: no encoding was requested, and what a server
   *     decides to compress may be a bomb
   */
  public InputStream body() throws IOException {
    HttpEntity entity = http.getEntity();
    if (!header("Content-Encoding").matches("(?i)\\s*(identity)?\\s*")) {
      close();
      throw new RegistryException(
          "the answer of "
              + url.getHost()
              + " has a Content-Encoding, although none was requested. Configure the registry, or"
              + " the proxy in front of it, to send answers as they are");
    }
    return entity == null ? InputStream.nullInputStream() : new Body(entity);
  }

  /**
   * Returns all of the body, which is small, and closes the response. All content but blobs is read
   * by this method.
   *
   * @param what what it is, for messages, as in {@code the manifest}
   * @throws ContentException if it is too large
   * @throws NetworkException if it cannot be read
   */
  public byte[] content(String what) throws IOException {
    try (InputStream body = body()) {
      byte[] bytes = body.readNBytes(MAX_CONTENT + 1);
      if (bytes.length > MAX_CONTENT) {
        throw new ContentException(what + " has more than " + MAX_CONTENT + " bytes");
      }
      return bytes;
    }
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
    deadline.stop();
    try {
      http.close();
    } catch (IOException e) {
      // it is not read any more
    }
  }

  /** The body. The HTTP client's own stream reads the rest when it is closed. */
  private final class Body extends BulkInputStream {
    private final InputStream in;

    private Body(HttpEntity entity) throws IOException {
      try {
        this.in = entity.getContent();
      } catch (IOException e) {
        Response.this.close();
        throw NetworkException.of(url, e, deadline.missed());
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return in.read(buffer, offset, length);
      } catch (IOException e) {
        throw NetworkException.of(url, e, deadline.missed());
      }
    }

    @Override
    public void close() {
      Response.this.close();
    }
  }
}
