package io.github.captainos.registry.http;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a registry with credentials, so that callers do not handle logins. If the
 * registry answers 401, it logs in again and repeats the request once.
 */
public final class RegistryHttp implements AutoCloseable {
  private final RegistryTransport transport;
  private final Login login;

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
    this.transport = new RegistryTransport(Origin.of(repository.registry()), options, time);
    this.login = new Login(transport, repository, access, mountedFrom, options);
  }

  /**
   * Returns a URL of the registry's API.
   *
   * @param path the path below {@code /v2/}
   */
  public URL url(String path) throws IOException {
    return new URL(transport.own().base(), path);
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
    transport.open();
  }

  /**
   * Sends a request.
   *
   * @throws StatusException if the answer's status is not 2xx
   * @throws IOException if there is no answer
   */
  public Response send(Request request) throws IOException {
    Login.Authorization used = login.current();
    if (!transport.own().is(request.url())) {
      return transport.send(request, null);
    }
    try {
      return send(request, used);
    } catch (StatusException e) {
      if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED || !transport.own().is(e.url())) {
        throw e;
      }
      return send(request, login.renewed(used, e));
    }
  }

  private Response send(Request request, Login.Authorization authorization) throws IOException {
    try {
      Response response = transport.send(request, authorization.header());
      login.accepted(authorization);
      return response;
    } catch (StatusException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        login.accepted(authorization);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
