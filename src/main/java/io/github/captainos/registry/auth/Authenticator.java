package io.github.captainos.registry.auth;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.http.Authorizer;
import io.github.captainos.registry.http.RegistryTransport;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to a registry: once for all threads, and again when an accepted login is refused later. A
 * rejected login is not repeated, since that could lock an account.
 */
public final class Authenticator implements Authorizer {
  private final RepositoryName repository;
  private final RegistryOptions options;
  private final LoginRequests requests;
  private @Nullable Login login;
  private @Nullable IOException refusal;
  private volatile @Nullable Credentials credentials;

  /**
   * @param transport sends the requests
   * @param access what tokens are requested for
   * @param mountedFrom another repository that blobs are mounted from, or null
   * @param options the credentials that were set
   */
  public Authenticator(
      RegistryTransport transport,
      RepositoryName repository,
      Access access,
      @Nullable String mountedFrom,
      RegistryOptions options) {
    this.repository = repository;
    this.options = options;
    this.requests =
        new LoginRequests(
            transport,
            repository,
            new TokenService(transport, repository, access, mountedFrom),
            options.names());
  }

  /** Returns the credentials, for messages, or null if they are not known yet. */
  public @Nullable Credentials credentials() {
    return credentials;
  }

  @Override
  public synchronized Authorization current() throws IOException {
    if (refusal != null) {
      throw refusal;
    }
    Login current = login;
    if (current == null) {
      current = rememberingRefusal(this::logIn);
      login = current;
    }
    return current.authorization();
  }

  @Override
  public synchronized void accepted(Authorization authorization) {
    Login current = login;
    if (current != null && current.authorization() == authorization) {
      current.accept();
    }
  }

  @Override
  public synchronized Authorization renewed(Authorization refused, StatusException answer)
      throws IOException {
    Login old = login;
    if (old == null || old.authorization() != refused) {
      return current(); // another thread has already logged in again
    }
    Login renewed = rememberingRefusal(() -> logInAgain(old, answer));
    renewed.follow(old);
    login = renewed;
    return renewed.authorization();
  }

  private interface Step {
    Login run() throws IOException;
  }

  private Login rememberingRefusal(Step step) throws IOException {
    try {
      return step.run();
    } catch (LoginException e) {
      if (e.getCause() instanceof StatusException answer && !answer.isTransient()) {
        refusal = e;
      }
      throw e;
    } catch (RegistryException e) {
      refusal = e;
      throw e;
    }
  }

  private Login logIn() throws IOException {
    return requests.first(findCredential());
  }

  private @Nullable Credential findCredential() throws IOException {
    Credentials found = Credentials.find(repository, options);
    credentials = found;
    return found.credential();
  }

  /** Logs in with the scheme of the new challenge, which may be another than before. */
  private Login logInAgain(Login old, StatusException answer) throws IOException {
    Challenge challenge = Challenge.choose(Challenge.parse(answer.challenges())).orElse(null);
    if (challenge == null) {
      throw answer;
    }
    boolean requiresToken = challenge.is(Challenge.BEARER);
    boolean isOtherScheme = !challenge.is(old.scheme());
    if (!isOtherScheme && !old.isAccepted() && (old.isSecond() || !requiresToken)) {
      throw answer;
    }
    Credential credential = findCredential(); // it may have changed
    if (requiresToken) {
      return requests.withToken(challenge, credential);
    }
    if (credential == null || credential.isOAuth2RefreshToken()) {
      throw answer;
    }
    return Login.withPassword(credential);
  }
}
