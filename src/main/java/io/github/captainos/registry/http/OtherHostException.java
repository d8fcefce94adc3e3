package io.github.captainos.registry.http;

import java.io.IOException;

/** A failure of a host that the registry leads to, and not of the registry itself. */
public final class OtherHostException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String host;

  /**
   * @param host the host, with its port where the URL has one
   * @param cause what happened
   */
  OtherHostException(String host, IOException cause) {
    super(host, cause);
    this.host = host;
  }

  public String host() {
    return host;
  }
}
