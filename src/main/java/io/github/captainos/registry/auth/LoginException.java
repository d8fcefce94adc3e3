package io.github.captainos.registry.auth;

import java.io.IOException;

/**
 * A failure of a login, as opposed to a failure of the request that it was for: a 404 of a token
 * service does not mean that a manifest does not exist.
 */
public final class LoginException extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean ofTokenService;

  /**
   * @param cause the answer of the registry or the token service, or the reason why there is none
   * @param ofTokenService whether the token service failed
   */
  LoginException(IOException cause, boolean ofTokenService) {
    super("the login failed", cause);
    this.ofTokenService = ofTokenService;
  }

  /** Returns whether the token service failed, and not the registry. */
  public boolean isOfTokenService() {
    return ofTokenService;
  }
}
