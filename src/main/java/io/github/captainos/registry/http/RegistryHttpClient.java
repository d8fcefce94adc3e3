package io.github.captainos.registry.http;

import com.google.api.client.http.ByteArrayContent;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.http.JibHttp;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import com.google.cloud.tools.jib.http.ResponseException;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Document;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.auth.Challenges;
import io.github.captainos.registry.remote.Answer;
import io.github.captainos.registry.remote.JibConnection;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for jib's HTTP client, with what that lacks: plain HTTP to this machine and to no
 * other; credentials for the registry and for no other host that it leads to; and answers to GET as
 * they are. Sends each request once: when to try again is decided where more is known.
 */
public final class RegistryHttpClient extends FailoverHttpClient {
  private static final Pattern CONTENT = Pattern.compile("/(manifests|blobs)/[^/]+$");
  private static final String WITHHELD =
      "credentials are not sent over plain HTTP. Let the registry speak TLS";
  private static final int MOST_REDIRECTS = 5;
  private static final int LONGEST_CONNECT_MILLIS = 10_000;
  private static final long SLOWEST_BYTES_PER_MILLI = 10_000;
  private static final long LONGEST_SILENCE_MILLIS = 30 * 60_000;

  private final Origin own;
  private final RegistryOptions options;
  private final Time time;
  private final int timeoutMillis;
  private final ConnectionPool transport;
  private final ConnectionPool toRegistry;
  private final ThreadLocal<@Nullable Document> storing = new ThreadLocal<>();
  private final ThreadLocal<Boolean> capturing = ThreadLocal.withInitial(() -> false);
  private final ThreadLocal<String> lastMethod = ThreadLocal.withInitial(() -> "");
  private final ThreadLocal<Integer> uploadMillis = ThreadLocal.withInitial(() -> 0);
  private final Challenges challenges = new Challenges();
  private volatile @Nullable Boolean plainHttp;

  /**
   * @param registry {@code host[:port]} of the registry
   * @param options how to reach it
   * @param time where the timers come from
   * @throws IllegalArgumentException if that is no host and port
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public RegistryHttpClient(String registry, RegistryOptions options, Time time)
      throws IOException {
    super(false, false, event -> {});
    try {
      this.own = new Origin(new URL("https://" + registry));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
    this.options = options;
    this.time = time;
    this.timeoutMillis = Math.toIntExact(options.timeout().toMillis());
    Path authorities = options.caCertificate();
    this.transport =
        new ConnectionPool(
            options,
            authorities == null
                ? TrustedCertificates.system()
                : TrustedCertificates.systemAnd(authorities),
            time);
    this.toRegistry =
        options.insecure()
            ? new ConnectionPool(options, TrustedCertificates.anybody(), time)
            : transport;
  }

  /**
   * Says how many bytes this thread is about to upload: a registry may be silent for as long as it
   * takes to compute their digest, or to put them where it keeps them.
   */
  public void uploading(long bytes) {
    uploadMillis.set((int) Math.min(bytes / SLOWEST_BYTES_PER_MILLI, LONGEST_SILENCE_MILLIS));
  }

  /**
   * Lets jib store a manifest: the very bytes that its digest is of are sent. What jib would make
   * of it takes jib a fifth of a second the first time.
   *
   * @param work has jib store it, in this thread
   */
  public <T> T storing(Document manifest, Callable<T> work) throws Exception {
    storing.set(manifest);
    try {
      return work.call();
    } finally {
      storing.remove(); // Maven's threads live longer than the plugin
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws Answer.Taken where the request gets a manifest or a blob, or stores a manifest
   */
  @Override
  public Response call(String method, URL url, Request request) throws IOException {
    if (capturing.get()) {
      throw new Captured(JibHttp.authorization(request));
    }
    challenges.repeat(url);
    boolean content = CONTENT.matcher(url.getPath()).find();
    boolean stores = content && method.equals("PUT");
    Response response;
    try {
      response = send(method, url, stores ? manifest() : request, JibHttp.authorization(request));
    } catch (ResponseException e) {
      if (content && method.equals("GET") && e.getStatusCode() == 404) {
        throw new Answer.Missing(e);
      }
      throw e;
    }
    if (stores || content && method.equals("GET")) {
      throw new Answer.Taken(new Answer(response));
    }
    return response;
  }

  private Request manifest() {
    Document manifest = Objects.requireNonNull(storing.get());
    return Request.builder()
        .setUserAgent(JibConnection.USER_AGENT)
        .setBody(new ByteArrayContent(manifest.descriptor().mediaType(), manifest.bytes()))
        .build();
  }

  /**
   * Sends a request that is not jib's.
   *
   * @param authorization what says who we are, or null
   */
  public Response send(String method, URL url, Request request, @Nullable String authorization)
      throws IOException {
    lastMethod.set(method);
    Response response = follow(method, url, request, authorization);
    challenges.passed(url);
    return response;
  }

  /** What came out of a client that was asked to send something, before it was sent. */
  private static final class Captured extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable String authorization;

    private Captured(@Nullable String authorization) {
      super("captured");
      this.authorization = authorization;
    }
  }

  /** Returns what a client of jib's says of who we are, or null; it has no method that tells. */
  public @Nullable String authorizationOf(RegistryClient client) throws Exception {
    capturing.set(true);
    try {
      client.checkBlob(Sha256.of(new byte[0]));
      throw new IllegalStateException("A request went astray");
    } catch (Captured captured) {
      return captured.authorization;
    } finally {
      capturing.remove();
    }
  }

  /**
   * Asks the registry whether it knows who we are: one wrong password is enough to find out, before
   * several requests are sent at a time.
   *
   * @throws ResponseException if it does not
   */
  public void knock(@Nullable String authorization) throws IOException {
    Request nothing = Request.builder().setUserAgent(JibConnection.USER_AGENT).build();
    send("GET", own.door(), nothing, authorization).close();
  }

  private Response follow(String method, URL url, Request request, @Nullable String authorization)
      throws IOException {
    // where tokens come from is another host's business as well, and only GET asks there
    boolean trusted = own.is(url) || method.equals("GET");
    boolean upload = method.equals("PUT");
    boolean wantsBody =
        method.equals("GET") && !url.getPath().equals(Origin.DOOR)
            || JibHttp.hasBody(request) && method.equals("POST");
    int readMillis = timeoutMillis + (upload ? uploadMillis.get() : 0);
    URL next = url;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      URL target = target(next);
      boolean confidential = target.getProtocol().equals("https") || Loopback.is(next.getHost());
      checkBody(method, request, confidential);
      try {
        return JibHttp.send(
            (own.is(next) ? toRegistry : transport).http(),
            method,
            target,
            request,
            trusted && confidential ? authorization : null,
            wantsBody,
            Math.min(timeoutMillis, LONGEST_CONNECT_MILLIS),
            readMillis);
      } catch (ResponseException e) {
        checkRefusal(e, next, hops > 0 || upload);
        if (!confidential && trusted && authorization != null) {
          checkWithheld(e);
        }
        challenges.check(method, next, authorization, e);
        URL further = Origin.redirect(method, e, next);
        // the body of a POST is a token; those of uploads may go to where the registry stores them
        boolean same = Origin.areSame(next, further);
        if (method.equals("POST") && JibHttp.hasBody(request) && !same) {
          throw e;
        }
        next = further;
        trusted = trusted && (same || own.is(next));
      }
    }
    throw new RegistryException(
        "the registry leads in a circle, to " + Printable.of(next.getHost()));
  }

  /** What a POST has in its body is a token that gets tokens. */
  private static void checkBody(String method, Request request, boolean confidential)
      throws RegistryException {
    if (!confidential && method.equals("POST") && JibHttp.hasBody(request)) {
      throw new RegistryException(WITHHELD);
    }
  }

  private static void checkWithheld(ResponseException e) throws RegistryException {
    if (e.getStatusCode() == 401 || e.getStatusCode() == 403) {
      throw new RegistryException("the registry answered " + e.getStatusCode() + ": " + WITHHELD);
    }
  }

  /** jib would take it for the registry's, and log in wherever it says. */
  private void checkRefusal(ResponseException e, URL url, boolean isStorage)
      throws RegistryException {
    boolean refused = e.getStatusCode() == 401 || e.getStatusCode() == 403;
    if (refused && isStorage && !own.is(url)) {
      throw new RegistryException(
          "the registry leads to "
              + Printable.of(url.getHost())
              + ", which answered "
              + e.getStatusCode());
    }
  }

  private URL target(URL url) throws IOException {
    boolean mayBePlain = own.is(url) && (options.insecure() || Loopback.is(url.getHost()));
    if (!mayBePlain && !Loopback.is(url.getHost()) && !url.getProtocol().equals("https")) {
      throw new RegistryException(
          "plain HTTP is only spoken to this machine itself, not to "
              + Printable.of(url.getHost()));
    }
    // what the registry calls https, such as where tokens come from, it means
    return mayBePlain && speaksPlainHttp() ? Origin.plain(url) : url;
  }

  private boolean speaksPlainHttp() throws IOException {
    Boolean known = plainHttp;
    if (known == null) {
      known = new PlainHttpProbe(own.url(), options, time).isSpoken();
      plainHttp = known;
    }
    return known;
  }

  /** Returns whether a login may help that did not know yet what the registry wants. */
  public boolean wantsLogin() {
    return challenges.isNews();
  }

  /** Returns the method of this thread's last request. */
  public String lastMethod() {
    return lastMethod.get();
  }

  @Override
  public void shutDown() {
    transport.close();
    toRegistry.close();
  }
}
