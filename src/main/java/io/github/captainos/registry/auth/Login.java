package io.github.captainos.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.http.Authorizer.Authorization;
import java.util.Base64;

/** A login, and whether the registry has accepted it. It is guarded by the authenticator's lock. */
final class Login {
  private final String scheme;
  private final Authorization authorization;
  private boolean isAccepted;
  private boolean isSecond;

  private Login(String scheme, Authorization authorization) {
    this.scheme = scheme;
    this.authorization = authorization;
  }

  static Login anonymous() {
    return new Login("", new Authorization(null));
  }

  static Login withPassword(Credential credential) {
    return new Login(Challenge.BASIC, new Authorization(basic(credential)));
  }

  static Login withToken(String token) {
    return new Login(Challenge.BEARER, new Authorization("Bearer " + token));
  }

  /**
   * Returns the value of the header {@code Authorization} for a name and a password: RFC 7617,
   * section 2.
   */
  static String basic(Credential credential) {
    String both = credential.getUsername() + ":" + credential.getPassword();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }

  /** Returns the scheme of its challenge; empty for an anonymous login. */
  String scheme() {
    return scheme;
  }

  Authorization authorization() {
    return authorization;
  }

  void accept() {
    isAccepted = true;
  }

  boolean isAccepted() {
    return isAccepted;
  }

  /** Records the login that this one replaces. */
  void follow(Login old) {
    isSecond = !old.isAccepted && scheme.equals(old.scheme);
  }

  /** Returns whether it replaces one of the same scheme that was never accepted. */
  boolean isSecond() {
    return isSecond;
  }
}
