package com.google.cloud.tools.jib.http;

import com.google.api.client.http.HttpTransport;

/**
 * Access to the constructor of jib's HTTP client that takes a transport, which is package-private.
 */
public final class JibHttpClients {
  private JibHttpClients() {}

  /** Returns a client that sends each request once, over a transport. */
  public static FailoverHttpClient over(HttpTransport transport) {
    return new FailoverHttpClient(
        false, false, event -> {}, () -> transport, () -> transport, false);
  }
}
