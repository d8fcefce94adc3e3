package io.github.captainos.registry.http;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of a registry. It sends requests to it, with credentials, and to the hosts that
 * it redirects to, without any. If the registry answers 401, it logs in again and repeats the
 * request once; all other retries are decided by the caller.
 */
public final class RegistryHttp implements AutoCloseable {
  private static final String WITHHELD =
      "credentials are not sent over plain HTTP. Configure TLS for the registry";
  private static final int MAX_REDIRECTS = 5;

  private final Origin own;
  private final RegistryOptions options;
  private final ConnectionPool toOthers;
  private final ConnectionPool toRegistry;
  private final Login login;

  /** Whether the registry uses plain HTTP; null if that is not known yet. */
  private @Nullable Boolean usesPlainHttp;

  /**
   * @param repository the repository that the requests are about
   * @param access what tokens are requested for
   * @param mountedFrom another repository that blobs are mounted from, or null
   * @param time clocks and timers
   * @throws IllegalArgumentException if the registry's name is not a host and port
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public RegistryHttp(
      RepositoryName repository,
      Access access,
      @Nullable String mountedFrom,
      RegistryOptions options,
      Time time)
      throws IOException {
    this.own = Origin.of(repository.registry());
    this.options = options;
    Path authorities = options.caCertificate();
    this.toOthers =
        new ConnectionPool(
            options, authorities == null ? Tls.system() : Tls.systemAnd(authorities), time);
    this.toRegistry =
        options.insecure() ? new ConnectionPool(options, Tls.unverified(), time) : toOthers;
    this.login = new Login(this, repository, access, mountedFrom, options);
  }

  /**
   * Returns a URL of the registry's API.
   *
   * @param path the path below {@code /v2/}
   */
  public URL url(String path) throws IOException {
    return new URL(own.base(), path);
  }

  /**
   * Logs in if that has not been done.
   *
   * @throws IOException if the login fails
   */
  public void logIn() throws IOException {
    login.current();
  }

  /** Returns the credentials, for messages, or null if they are not known yet. */
  public @Nullable Credentials credentials() {
    return login.credentials();
  }

  /**
   * Opens a connection to the registry that a later request will use.
   *
   * @throws IOException if it cannot be opened
   */
  public void open() throws IOException {
    toRegistry.open(target(own.base()));
  }

  /**
   * Sends a request.
   *
   * @throws StatusException if the answer's status is not 2xx
   * @throws IOException if there is no answer
   */
  public Response send(Request request) throws IOException {
    Login.Authorization used = login.current();
    if (!own.is(request.url())) {
      return sendOnce(request, null);
    }
    try {
      return send(request, used);
    } catch (StatusException e) {
      if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED || !own.is(e.url())) {
        throw e;
      }
      return send(request, login.renewed(used, e));
    }
  }

  /**
   * Sends a request for something that may not exist.
   *
   * @return the answer, or null if its status is 404
   * @throws StatusException if the answer has another status than 2xx or 404
   * @throws IOException if there is no answer
   */
  public @Nullable Response find(Request request) throws IOException {
    try {
      return send(request);
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private Response send(Request request, Login.Authorization authorization) throws IOException {
    try {
      Response response = sendOnce(request, authorization.header());
      login.accepted(authorization);
      return response;
    } catch (StatusException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        login.accepted(authorization);
      }
      throw e;
    }
  }

  /** Returns the registry's origin. */
  Origin own() {
    return own;
  }

  /**
   * Sends a request once: chooses the scheme, follows redirects, and does not send credentials to
   * other hosts.
   *
   * @param authorization the header {@code Authorization} for the request's host, or null
   * @throws StatusException if the answer's status is not 2xx
   * @throws NetworkException if there is no answer
   * @throws IOException if the body cannot be read, or may not be sent there
   */
  Response sendOnce(Request request, @Nullable String authorization) throws IOException {
    URL next = request.url();
    String sent = authorization;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      URL url = target(next);
      boolean confidential = url.getProtocol().equals("https") || Origin.isLoopback(url.getHost());
      checkBody(request, confidential);
      ConnectionPool pool = own.is(url) ? toRegistry : toOthers;
      Response response = pool.send(request, url, confidential ? sent : null);
      if (response.isSuccess()) {
        return response;
      }
      StatusException answer = new StatusException(request.method(), response);
      if (sent != null && !confidential) {
        checkWithheld(answer);
      }
      URL further = answer.redirect();
      boolean same = further != null && Origin.areSame(next, further);
      if (further == null || isSecret(request) && !same) {
        throw answer;
      }
      if (!same && !own.is(further)) {
        sent = null;
      }
      next = further;
    }
    throw new RegistryException(
        "the registry sent too many redirects, the last one to " + Printable.of(next.getHost()));
  }

  private static boolean isSecret(Request request) {
    Request.Body body = request.body();
    return body != null && body.isSecret();
  }

  private static void checkBody(Request request, boolean confidential) throws RegistryException {
    if (!confidential && isSecret(request)) {
      throw new RegistryException(WITHHELD);
    }
  }

  private static void checkWithheld(StatusException e) throws RegistryException {
    if (e.status() == 401 || e.status() == 403) {
      throw new RegistryException("the registry answered " + e.status() + ": " + WITHHELD);
    }
  }

  private URL target(URL url) throws IOException {
    boolean mayBePlain = own.is(url) && (options.insecure() || own.isLoopback());
    // else any registry could make this build send requests to services of this machine
    boolean mayBeHere = own.isLoopback() && Origin.isLoopback(url.getHost());
    if (!mayBePlain && !mayBeHere && !url.getProtocol().equals("https")) {
      throw new RegistryException(
          "plain HTTP is only used for this machine itself, not for "
              + Printable.of(url.getHost()));
    }
    // an https URL of another host, such as that of a token service, is used as it is
    return mayBePlain && usesPlainHttp() ? Origin.plain(url) : url;
  }

  /**
   * Returns whether the registry uses plain HTTP, which is found out once. No credentials are sent,
   * so it does not matter which server answers.
   */
  private synchronized boolean usesPlainHttp() throws IOException {
    Boolean known = usesPlainHttp;
    if (known == null) {
      known = own.isLoopback() ? isPlainOnLoopback() : isPlainElsewhere();
      usesPlainHttp = known;
    }
    return known;
  }

  /** Tries plain HTTP first, which most registries on this machine use. */
  private boolean isPlainOnLoopback() throws IOException {
    try {
      return answers("http");
    } catch (NetworkException e) {
      boolean isAnswered =
          e.kind() == NetworkException.Kind.LOST || e.kind() == NetworkException.Kind.INVALID;
      if (isAnswered && supportsTls()) {
        return false;
      }
      throw e;
    }
  }

  private boolean supportsTls() throws IOException {
    try {
      answers("https");
      return true;
    } catch (NetworkException e) {
      return e.kind() == NetworkException.Kind.UNTRUSTED;
    }
  }

  /** Tries TLS first: plain HTTP is only used if that fails. */
  private boolean isPlainElsewhere() throws IOException {
    try {
      answers("https");
      return false;
    } catch (NetworkException e) {
      if (e.kind() != NetworkException.Kind.UNCONNECTED
          && NetworkException.find(e, SSLException.class).isEmpty()) {
        throw e;
      }
      try {
        if (answers("http")) {
          return true;
        }
      } catch (IOException plain) {
        if (e.kind() == NetworkException.Kind.NO_TLS) {
          throw plain; // it may be a transient error
        }
        e.addSuppressed(plain);
      }
      throw e;
    }
  }

  /** A TLS server answers 400 to a request in plain text, or what is not HTTP. */
  private boolean answers(String scheme) throws IOException {
    URL url = new URL(scheme, own.url().getHost(), own.url().getPort(), Origin.BASE_PATH);
    try (Response answer = toRegistry.send(Request.of("GET", url), url, null)) {
      answer.ignoreBody();
      return answer.status() != HttpURLConnection.HTTP_BAD_REQUEST;
    }
  }

  @Override
  public void close() {
    toOthers.close();
    toRegistry.close();
  }
}
