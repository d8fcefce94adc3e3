package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.http.Response;
import com.google.cloud.tools.jib.http.ResponseException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The answer to a GET.
 *
 * @param response what jib received; closing it closes the connection
 */
public record Answer(Response response) {

  /**
   * The way out for an answer. jib would parse a manifest and keep only what it knows, and would
   * push a blob at us instead of letting us read it; an exception goes past all of that.
   * (Unchecked: of others, jib says in the log that there was an I/O error.)
   */
  public static final class Taken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    public Taken(Answer answer) {
      super("taken");
      this.answer = answer;
    }

    Answer answer() {
      return answer;
    }
  }

  /** There is no such thing. jib would load half of a JSON library to say so. */
  public static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Missing(ResponseException answer) {
      super(answer);
    }
  }

  /** Returns the media type, without parameters; empty where the registry does not say. */
  String mediaType() {
    return header(response, "Content-Type").replaceFirst(";.*", "").strip();
  }

  /** Returns the digest that the registry says the content has; empty where it does not say. */
  static String digest(Response response) {
    return header(response, "Docker-Content-Digest");
  }

  private static String header(Response response, String name) {
    return response.getHeader(name).stream().findFirst().orElse("");
  }

  /** Returns the body; closing it closes the connection. */
  InputStream body() throws IOException {
    InputStream body = response.getBody();
    return new FilterInputStream(body == null ? InputStream.nullInputStream() : body) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
      }

      @Override
      public void close() throws IOException {
        response.close(); // what is left unread is not waited for
      }
    };
  }
}
