package io.github.captainos.registry.auth;

import java.io.IOException;

/** A login that failed, and not the request that it was for: "not found" says nothing of that. */
public final class LoginException extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean ofTokenService;

  /**
   * @param cause what the registry or the token service answered, or why it did not
   * @param ofTokenService whether it was the token service
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
