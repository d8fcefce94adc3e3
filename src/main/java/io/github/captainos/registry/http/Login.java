package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The login to a registry: made once for all threads, and again when one that was accepted is
 * refused later. A rejected login is not repeated, since that could lock an account.
 */
final class Login {
  private final RegistryHttp http;
  private final RepositoryName repository;
  private final RegistryOptions options;
  private final TokenService tokens;
  private @Nullable Authorization current;
  private @Nullable IOException refusal;
  private volatile @Nullable Credentials credentials;

  /**
   * What requests are authorized with. Those of two logins are different objects, even if their
   * headers are equal.
   */
  static final class Authorization {
    /** The scheme of the challenge; empty for an anonymous login. */
    private final String scheme;

    private final @Nullable String header;
    private boolean isAccepted;

    /** Whether it replaces one of the same scheme that was never accepted. */
    private boolean isSecond;

    private Authorization(String scheme, @Nullable String header) {
      this.scheme = scheme;
      this.header = header;
    }

    /** Returns the value of the header {@code Authorization}, or null if none is sent. */
    @Nullable String header() {
      return header;
    }
  }

  /**
   * @param http sends the requests
   * @param repository what the login is for
   * @param access what tokens are requested for
   * @param mountedFrom another repository that blobs are mounted from, or null
   * @param options the credentials that were set
   */
  Login(
      RegistryHttp http,
      RepositoryName repository,
      Access access,
      @Nullable String mountedFrom,
      RegistryOptions options) {
    this.http = http;
    this.repository = repository;
    this.options = options;
    this.tokens = new TokenService(http, repository, access, mountedFrom);
  }

  /** Returns the credentials, for messages, or null if they are not known yet. */
  @Nullable Credentials credentials() {
    return credentials;
  }

  /**
   * Returns what to send with a request; logs in if that has not been done.
   *
   * @throws IOException if the login fails
   */
  synchronized Authorization current() throws IOException {
    if (refusal != null) {
      throw refusal;
    }
    Authorization known = current;
    if (known == null) {
      known = rememberingRefusal(this::logIn);
      current = known;
    }
    return known;
  }

  /** Records that the registry has accepted it: a later refusal means that it has expired. */
  synchronized void accepted(Authorization authorization) {
    authorization.isAccepted = true;
  }

  /**
   * Returns what to send instead of what was refused.
   *
   * @param answer the refusal
   * @throws IOException the refusal, if there is nothing else to send, or the failure of the login
   */
  synchronized Authorization renewed(Authorization refused, StatusException answer)
      throws IOException {
    if (current != refused) {
      return current(); // another thread has already logged in again
    }
    Authorization renewed = rememberingRefusal(() -> logInAgain(refused, answer));
    renewed.isSecond = !refused.isAccepted && renewed.scheme.equals(refused.scheme);
    current = renewed;
    return renewed;
  }

  private interface Step {
    Authorization run() throws IOException;
  }

  private Authorization rememberingRefusal(Step step) throws IOException {
    try {
      return step.run();
    } catch (RegistryException e) {
      refusal = e;
      throw e;
    } catch (IOException e) {
      if (e.getCause() instanceof StatusException answer && !answer.isTransient()) {
        refusal = e;
      }
      throw e;
    }
  }

  /**
   * Returns the failure of a login. The answer is its cause only, since it is not one to the
   * request that the login is for: a 404 of a token service does not mean that a manifest does not
   * exist.
   */
  private static IOException failure(StatusException answer, boolean isOfTokenService) {
    answer.setOfTokenService(isOfTokenService);
    return new IOException("the login failed", answer);
  }

  private @Nullable Credential findCredential() throws IOException {
    Credentials found = Credentials.find(repository, options);
    credentials = found;
    return found.credential();
  }

  /**
   * Logs in as the registry's challenge requires. Another host that it redirects to may send a
   * challenge, too, which is not followed: the token service that it names would get the password.
   */
  private Authorization logIn() throws IOException {
    Credential credential = findCredential();
    try {
      probe(null);
    } catch (StatusException e) {
      if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED || !http.own().is(e.url())) {
        throw failure(e);
      }
      if (challenge(e).is(Challenge.BEARER)) {
        return withToken(challenge(e), credential);
      }
    }
    // it may require a password for other requests only
    return withPassword(credential);
  }

  /** Logs in with the scheme of the new challenge, which may be another than before. */
  private Authorization logInAgain(Authorization old, StatusException answer) throws IOException {
    Challenge challenge = Challenge.choose(Challenge.parse(answer.challenges())).orElse(null);
    if (challenge == null) {
      throw answer;
    }
    boolean requiresToken = challenge.is(Challenge.BEARER);
    boolean isOtherScheme = !challenge.is(old.scheme);
    if (!isOtherScheme && !old.isAccepted && (old.isSecond || !requiresToken)) {
      throw answer;
    }
    Credential credential = findCredential(); // it may have changed
    if (requiresToken) {
      return withToken(challenge, credential);
    }
    if (credential == null || credential.isOAuth2RefreshToken()) {
      throw answer;
    }
    return new Authorization(Challenge.BASIC, basic(credential));
  }

  /** Sends a request to the registry, to get its challenge or to check a password. */
  private void probe(@Nullable String authorization) throws IOException {
    http.sendOnce(Request.of("GET", http.own().base()), authorization).ignoreBody();
  }

  private IOException failure(StatusException e) {
    return e.status() == HttpURLConnection.HTTP_NOT_FOUND
        ? new RegistryException(
            "there is no registry at "
                + repository.registry()
                + " (it answered 404 to /v2/). Check "
                + options.names().of("registry"))
        : failure(e, false);
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

  private Authorization withToken(Challenge challenge, @Nullable Credential credential)
      throws IOException {
    try {
      return new Authorization(Challenge.BEARER, "Bearer " + tokens.token(challenge, credential));
    } catch (StatusException e) {
      throw failure(e, true);
    }
  }

  /** Checks the password with one request, so that a wrong one is not sent by several threads. */
  private Authorization withPassword(@Nullable Credential credential) throws IOException {
    if (credential == null || credential.isOAuth2RefreshToken()) {
      return new Authorization("", null);
    }
    Authorization login = new Authorization(Challenge.BASIC, basic(credential));
    try {
      probe(login.header());
    } catch (StatusException e) {
      throw failure(e);
    }
    return login;
  }

  /**
   * Returns the value of the header {@code Authorization} for a name and a password: RFC 7617,
   * section 2.
   */
  static String basic(Credential credential) {
    String both = credential.getUsername() + ":" + credential.getPassword();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }
}
