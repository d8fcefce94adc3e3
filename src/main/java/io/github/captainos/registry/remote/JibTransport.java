package io.github.captainos.registry.remote;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.github.captainos.registry.http.RequestBody;
import io.github.captainos.registry.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP transport for jib, which sends its requests like all others. It throws an exception for
 * each answer that is not a success: Google's HTTP library would read its body completely, and
 * print a stack trace if that fails.
 */
final class JibTransport extends HttpTransport {
  private static final String DIGEST = "Docker-Content-Digest";

  private final Sender sender;
  private Declared declared = new Declared("", "");

  JibTransport(Sender sender) {
    this.sender = sender;
  }

  /** Sends a request of jib. */
  interface Sender {
    /**
     * Sends a request.
     *
     * @throws IOException if it failed, or the answer is not a success
     */
    Declared send(String method, String url, RequestBody body) throws IOException;
  }

  /**
   * What an answer declares.
   *
   * @param digest the digest of the manifest; empty if it does not declare it
   * @param subject the digest of its subject, as registries with an API for referrers do; empty if
   *     it does not declare it
   */
  record Declared(String digest, String subject) {
    static Declared by(Response response) {
      return new Declared(response.header(DIGEST), response.header("OCI-Subject"));
    }
  }

  /** Returns what the last answer declared. */
  Declared declared() {
    return declared;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new LowLevelHttpRequest() {
      @Override
      public void addHeader(String name, String value) {
        // the connection pool sets the headers
      }

      @Override
      public LowLevelHttpResponse execute() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        getStreamingContent().writeTo(bytes);
        RequestBody body = RequestBody.of(getContentType(), bytes.toByteArray(), false);
        declared = sender.send(method, url, body);
        return new Answer(declared.digest());
      }
    };
  }

  /**
   * An answer as Google's library sees it.
   *
   * @see LowLevelHttpResponse
   */
  private static final class Answer extends LowLevelHttpResponse {
    private final String digest;

    Answer(String digest) {
      this.digest = digest;
    }

    @Override
    public @Nullable InputStream getContent() {
      return null;
    }

    @Override
    public @Nullable String getContentEncoding() {
      return null;
    }

    @Override
    public long getContentLength() {
      return 0;
    }

    @Override
    public @Nullable String getContentType() {
      return null;
    }

    @Override
    public String getStatusLine() {
      return "HTTP/1.1 201 Created";
    }

    @Override
    public int getStatusCode() {
      return 201;
    }

    @Override
    public String getReasonPhrase() {
      return "Created";
    }

    @Override
    public int getHeaderCount() {
      return digest.isEmpty() ? 0 : 1;
    }

    @Override
    public String getHeaderName(int index) {
      return DIGEST;
    }

    @Override
    public String getHeaderValue(int index) {
      return digest;
    }
  }
}
