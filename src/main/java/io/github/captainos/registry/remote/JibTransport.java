package io.github.captainos.registry.remote;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.RequestBody;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.RegistryHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP transport for jib, which sends its requests like all others. It throws an exception for
 * each answer that is not a success: Google's HTTP library would read its body completely, and
 * print a stack trace if that fails.
 */
final class JibTransport extends HttpTransport {
  private static final String DIGEST = "Docker-Content-Digest";

  private final RegistryHttp http;
  private String digest = "";
  private String subject = "";

  JibTransport(RegistryHttp http) {
    this.http = http;
  }

  /** Returns the digest that the last answer declared; empty if it did not. */
  String digest() {
    return digest;
  }

  /**
   * Returns the digest of the subject that the last answer declared, as registries with an API for
   * referrers do; empty if it did not.
   */
  String subject() {
    return subject;
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
        Response response = http.send(Request.of(method, new URL(url)).withBody(body));
        digest = response.header(DIGEST);
        subject = response.header("OCI-Subject");
        response.ignoreBody();
        return new Answer(digest);
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
