package io.github.captainos.registry.http;

import java.io.IOException;

/** A failure of another host, that the registry redirects to. */
public final class OtherHostException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String host;

  /**
   * @param host the host, with its port if the URL has one
   * @param cause the failure
   */
  OtherHostException(String host, IOException cause) {
    super(host, cause);
    this.host = host;
  }

  public String host() {
    return host;
  }
}
