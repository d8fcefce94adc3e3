package io.github.captainos.registry;

import com.google.api.client.http.GenericUrl;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * jib's HTTP client, with what it lacks: plain HTTP to this machine and to no other; connections
 * that are closed when they are no longer needed; and answers to GET as they are.
 */
final class RegistryHttpClient extends FailoverHttpClient {
  private static final Pattern CONTENT = Pattern.compile("/(manifests|blobs)/[^/]+$");

  private final String registry;
  private final Consumer<LogEvent> log;

  /** The connection of the request before, which is through when the thread makes another one. */
  private final ThreadLocal<@Nullable FailoverHttpClient> last = new ThreadLocal<>();

  private final Set<FailoverHttpClient> open = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<@Nullable String> stored = new ThreadLocal<>();
  private volatile @Nullable Boolean plainHttp;

  /**
   * @param registry {@code host[:port]} of the registry
   * @param log what jib has to say
   */
  RegistryHttpClient(String registry, Consumer<LogEvent> log) {
    super(false, false, log);
    this.registry = registry;
    this.log = log;
  }

  /**
   * {@inheritDoc}
   *
   * @throws Answer.Taken where the request gets a manifest or a blob
   */
  @Override
  public Response call(String method, URL url, Request request) throws IOException {
    URL target = target(url);
    boolean plain = target.getProtocol().equals("http");
    shutDown(last.get());
    // "failover" to jib means that plain HTTP is allowed; with an https URL it would also mean that
    // certificates aren't
    FailoverHttpClient connection = new FailoverHttpClient(plain, plain, log);
    last.set(connection);
    open.add(connection);
    Response response = connection.call(method, target, request);
    checkRedirect(response);
    if (method.equals("PUT") && CONTENT.matcher(url.getPath()).find()) {
      stored.set(Answer.digest(response));
    }
    if (method.equals("GET") && CONTENT.matcher(url.getPath()).find()) {
      last.remove();
      open.remove(connection);
      throw new Answer.Taken(new Answer(response, connection));
    }
    return response;
  }

  /** Redirects are followed where nobody can look at them before. */
  private static void checkRedirect(Response response) throws RegistryException {
    GenericUrl url = response.getRequestUrl();
    if (!url.getScheme().equals("https") && !Loopback.is(url.getHost())) {
      throw new RegistryException(
          "the registry leads to " + url.getHost() + " over plain HTTP, which is not trusted");
    }
  }

  private URL target(URL url) throws IOException {
    boolean loopback = Loopback.is(url.getHost());
    if (!loopback && !url.getProtocol().equals("https")) {
      throw new RegistryException(
          "plain HTTP is only spoken to this machine itself, not to " + url.getHost());
    }
    // what the registry calls https, such as where tokens come from, it means
    return loopback && url.getAuthority().equals(registry) && speaksPlainHttp()
        ? withScheme("http", url)
        : url;
  }

  private boolean speaksPlainHttp() throws IOException {
    Boolean known = plainHttp;
    if (known == null) {
      known = Loopback.speaksPlainHttp(registry);
      plainHttp = known;
    }
    return known;
  }

  private static URL withScheme(String scheme, URL url) throws MalformedURLException {
    return new URL(scheme, url.getHost(), url.getPort(), url.getFile());
  }

  /** Returns the digest of what this thread stored last, if the registry has told it. */
  Optional<String> stored() {
    return Optional.ofNullable(stored.get());
  }

  private void shutDown(@Nullable FailoverHttpClient connection) throws IOException {
    if (connection != null) {
      open.remove(connection);
      connection.shutDown();
    }
  }

  @Override
  public void shutDown() throws IOException {
    for (FailoverHttpClient connection : open) {
      shutDown(connection);
    }
  }
}
