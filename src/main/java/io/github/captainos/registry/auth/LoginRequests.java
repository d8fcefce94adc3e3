package io.github.captainos.registry.auth;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.http.RegistryTransport;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a login.
 *
 * @param transport sends them
 * @param repository what the login is for
 * @param tokens the token service
 * @param names the names of the parameters, for messages
 */
record LoginRequests(
    RegistryTransport transport,
    RepositoryName repository,
    TokenService tokens,
    ParameterNames names) {

  /**
   * Logs in as the registry's challenge requires. Another host that it redirects to may send a
   * challenge, too, which is not followed: the token service that it names would get the password.
   *
   * @param credential the credential, or null for an anonymous login
   */
  Login first(@Nullable Credential credential) throws IOException {
    try {
      probe(null);
    } catch (StatusException e) {
      if (e.status() == HttpURLConnection.HTTP_UNAUTHORIZED && transport.own().is(e.url())) {
        return logIn(challenge(e), credential);
      }
      throw failure(e);
    }
    // it may require a password for other requests only
    return withPassword(credential);
  }

  /** Sends a request to the registry, to get its challenge or to check a password. */
  private void probe(@Nullable String authorization) throws IOException {
    try {
      transport.send(Request.of("GET", transport.own().base()), authorization).ignoreBody();
    } catch (StatusException | RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw new LoginException(e, false);
    }
  }

  private IOException failure(StatusException e) {
    return e.status() == HttpURLConnection.HTTP_NOT_FOUND
        ? new RegistryException(
            "there is no registry at "
                + repository.registry()
                + " (it answered 404 to /v2/). Check "
                + names.of("registry"))
        : new LoginException(e, false);
  }

  private static Challenge challenge(StatusException answer) throws RegistryException {
    List<Challenge> all = Challenge.parse(answer.challenges());
    if (all.isEmpty()) {
      throw new RegistryException(
          "the registry answered 401 without a challenge (a header WWW-Authenticate)");
    }
    return Challenge.choose(all)
        .orElseThrow(
            () ->
                new RegistryException(
                    "the registry requires authentication by "
                        + Printable.of(
                            all.stream().map(Challenge::scheme).collect(Collectors.joining(", ")))
                        + ". Captain supports Basic and Bearer: configure the registry, or the"
                        + " proxy in front of it, to accept one of them"));
  }

  private Login logIn(Challenge challenge, @Nullable Credential credential) throws IOException {
    return challenge.is(Challenge.BEARER)
        ? withToken(challenge, credential)
        : withPassword(credential);
  }

  Login withToken(Challenge challenge, @Nullable Credential credential) throws IOException {
    try {
      return Login.withToken(tokens.token(challenge, credential));
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw new LoginException(e, true);
    }
  }

  /** Checks the password with one request, so that a wrong one is not sent by several threads. */
  private Login withPassword(@Nullable Credential credential) throws IOException {
    if (credential == null || credential.isOAuth2RefreshToken()) {
      return Login.anonymous();
    }
    Login login = Login.withPassword(credential);
    try {
      probe(login.authorization().header());
    } catch (StatusException e) {
      throw failure(e);
    }
    return login;
  }
}
