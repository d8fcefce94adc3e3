package io.github.captainos.registry.http;

import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.Response;
import java.io.IOException;
import java.net.HttpURLConnection;

/**
 * Sends requests to a registry with credentials, so that callers do not handle logins. If the
 * registry answers 401, it logs in again and repeats the request once.
 *
 * @param transport sends them
 * @param authorizer logs in
 */
public record RegistryHttp(RegistryTransport transport, Authorizer authorizer)
    implements AutoCloseable {

  /**
   * Sends a request.
   *
   * @throws StatusException if the answer's status is not 2xx
   * @throws IOException if there is no answer
   */
  public Response send(Request request) throws IOException {
    Authorizer.Authorization used = authorizer.current();
    if (!transport.own().is(request.url())) {
      return transport.send(request, null);
    }
    try {
      return send(request, used);
    } catch (StatusException e) {
      if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED || !transport.own().is(e.url())) {
        throw e;
      }
      return send(request, authorizer.renewed(used, e));
    }
  }

  private Response send(Request request, Authorizer.Authorization authorization)
      throws IOException {
    try {
      Response response = transport.send(request, authorization.header());
      authorizer.accepted(authorization);
      return response;
    } catch (StatusException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        authorizer.accepted(authorization);
      }
      throw e;
    }
  }

  /** Sends a request whose answer's body does not matter. */
  public void sendOnly(Request request) throws IOException {
    send(request).ignoreBody();
  }

  @Override
  public void close() {
    transport.close();
  }
}
