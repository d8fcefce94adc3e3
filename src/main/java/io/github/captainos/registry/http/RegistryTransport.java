package io.github.captainos.registry.http;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.support.Futures;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a registry and to the hosts that it redirects to, without logging in: it
 * chooses the scheme, follows redirects, and does not send credentials to other hosts. It sends
 * each request once; retries are decided by the caller.
 */
public final class RegistryTransport implements AutoCloseable {
  private static final String WITHHELD =
      "credentials are not sent over plain HTTP. Configure TLS for the registry";
  private static final int MOST_REDIRECTS = 5;

  /** What is known, or will be, of whether the registry uses plain HTTP. */
  private static final class Probe extends CompletableFuture<Boolean> {}

  private final Origin own;
  private final RegistryOptions options;
  private final Time time;
  private final ConnectionPool toOthers;
  private final ConnectionPool toRegistry;
  private final AtomicReference<@Nullable Probe> plainHttp = new AtomicReference<>();

  /**
   * @param own the registry's origin
   * @param options the connection options
   * @param time clocks and timers
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public RegistryTransport(Origin own, RegistryOptions options, Time time) throws IOException {
    this.own = own;
    this.options = options;
    this.time = time;
    Path authorities = options.caCertificate();
    this.toOthers =
        new ConnectionPool(
            options,
            authorities == null
                ? TrustedCertificates.system()
                : TrustedCertificates.systemAnd(authorities),
            time);
    this.toRegistry =
        options.insecure()
            ? new ConnectionPool(options, TrustedCertificates.unverified(), time)
            : toOthers;
  }

  /** Returns the registry's origin. */
  public Origin own() {
    return own;
  }

  /**
   * Sends a request.
   *
   * @param authorization the header {@code Authorization} for the request's host, or null
   * @throws StatusException if the answer's status is not 2xx
   * @throws OtherHostException if there is no answer from a host that the registry redirects to
   * @throws IOException if there is no answer from the registry
   */
  public Response send(Request request, @Nullable String authorization) throws IOException {
    URL next = request.url();
    String sent = authorization;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      URL url = target(next);
      boolean confidential = url.getProtocol().equals("https") || Loopback.is(url.getHost());
      checkBody(request, confidential);
      Response response = sendOnce(request, url, confidential ? sent : null);
      if (response.isSuccess()) {
        return response;
      }
      StatusException answer = new StatusException(request.method(), response);
      if (sent != null && !confidential) {
        checkWithheld(answer);
      }
      URL further = Location.redirect(answer);
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

  /**
   * Opens a connection to the registry that a later request will use.
   *
   * @throws IOException if it cannot be opened
   */
  public void open() throws IOException {
    toRegistry.open(target(own.base()));
  }

  private Response sendOnce(Request request, URL url, @Nullable String authorization)
      throws IOException {
    if (own.is(url)) {
      return toRegistry.send(request, url, authorization);
    }
    try {
      return toOthers.send(request, url, authorization);
    } catch (IOException e) {
      // other failures are those of the file that is sent
      throw NetworkErrors.isAny(e) ? new OtherHostException(Origin.hostOf(url), e) : e;
    }
  }

  private static boolean isSecret(Request request) {
    RequestBody body = request.body();
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
    boolean mayBeHere = own.isLoopback() && Loopback.is(url.getHost());
    if (!mayBePlain && !mayBeHere && !url.getProtocol().equals("https")) {
      throw new RegistryException(
          "plain HTTP is only used for this machine itself, not for "
              + Printable.of(url.getHost()));
    }
    // an https URL of another host, such as that of a token service, is used as it is
    return mayBePlain && usesPlainHttp() ? Origin.plain(url) : url;
  }

  /** Finds out once: threads that ask meanwhile get the same answer, or the same failure. */
  private boolean usesPlainHttp() throws IOException {
    Probe begun = new Probe();
    Probe other = plainHttp.compareAndExchange(null, begun);
    if (other != null) {
      try {
        return Futures.get(other, IOException.class);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("aborted");
      }
    }
    try {
      boolean isUsed = new PlainHttpProbe(own.url(), options, time).isUsed();
      begun.complete(isUsed);
      return isUsed;
    } catch (IOException | RuntimeException | Error e) {
      plainHttp.set(null); // the next attempt tries again
      begun.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public void close() {
    toOthers.close();
    toRegistry.close();
  }
}
