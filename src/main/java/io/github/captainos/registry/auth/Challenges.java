package io.github.captainos.registry.auth;

import com.google.cloud.tools.jib.http.ResponseException;
import io.github.captainos.registry.http.Origin;
import java.io.IOException;
import java.net.URL;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a registry says when it wants to know who we are: RFC 9110, section 11.6.1. */
public final class Challenges {
  private final ThreadLocal<@Nullable String> refused = new ThreadLocal<>();
  private volatile @Nullable ResponseException inside;
  private volatile boolean news;

  /**
   * A request that was refused although its token was fresh; jib would get another, and another.
   */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private Refused(ResponseException answer) {
      super(answer);
    }
  }

  /**
   * jib asks at the registry's door who gives tokens. Some doors stand open, and the question comes
   * inside: then that answer is the door's as well.
   *
   * @throws ResponseException the question, where one has come
   */
  public void repeat(URL url) throws ResponseException {
    ResponseException question = inside;
    if (question != null && url.getPath().equals(Origin.DOOR)) {
      news = false;
      throw question;
    }
  }

  /** Takes note of an answer that is no refusal. */
  public void passed(URL url) {
    if (url.getPath().startsWith(Origin.DOOR)) {
      refused.remove();
    }
  }

  /**
   * Takes note of an answer that is no success.
   *
   * @param authorization what the request said of who we are, or null
   * @throws IOException if it refuses who has just proved again who they are
   */
  public void check(
      String method, URL url, @Nullable String authorization, ResponseException answer)
      throws IOException {
    String path = url.getPath();
    if (!path.startsWith(Origin.DOOR) || path.equals(Origin.DOOR)) {
      return;
    }
    if (answer.getStatusCode() != 401) {
      refused.remove();
      return;
    }
    boolean wantsToken = startsWith(answer.getHeaders().getAuthenticate(), "bearer ");
    // a registry may have wanted tokens before, and then the door's old answer is of no use
    inside = wantsToken ? answer : null;
    news = wantsToken && !startsWith(authorization, "bearer ");
    String asked = method + " " + url;
    if (asked.equals(refused.get())) {
      throw new Refused(answer);
    }
    refused.set(asked);
  }

  private static boolean startsWith(@Nullable String text, String prefix) {
    return text != null && text.toLowerCase(Locale.ROOT).startsWith(prefix);
  }

  /** Returns whether the registry asks for a token, and nobody has yet tried to get one. */
  public boolean isNews() {
    return news;
  }
}
