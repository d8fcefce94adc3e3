package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The login to a registry, with a password or with a token of the registry's token service. It is
 * made once for all threads, and again when one that was accepted is refused later. A rejected
 * login is not repeated, since that could lock an account.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">the protocol of token
 *     services</a>
 */
final class Login {
  private static final String BASIC = "Basic";
  private static final String BEARER = "Bearer";
  private static final String CLIENT = "captain-maven-plugin";
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

  /** A parameter of a challenge, or else a scheme. */
  private static final Pattern PART =
      Pattern.compile(
          "[\\s,]*(?:([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*))"
              + "|([\\w!#$%&'*+.^`|~/=-]+))");

  private static final Pattern ABSOLUTE = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  /** Anything else could add lines to the header, and no server accepts a larger one. */
  private static final Pattern TOKEN = Pattern.compile("\\p{Graph}{1,65536}");

  /** What token services answer that do not know two scopes, or do not grant one of them. */
  private static final Set<Integer> REFUSALS =
      Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN);

  private final RegistryHttp http;
  private final RepositoryName repository;
  private final Access access;
  private final @Nullable String mountedFrom;
  private final RegistryOptions options;
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
   * A challenge of a registry: a scheme of authentication that it accepts (RFC 9110, section
   * 11.6.1).
   *
   * @param scheme its name, such as {@code Basic}, in upper or lower case
   * @param parameters its parameters, by their names in lower case
   */
  private record Challenge(String scheme, Map<String, String> parameters) {

    /** Returns the challenges of an answer, in their order. */
    static List<Challenge> of(StatusException answer) {
      List<Challenge> challenges = new ArrayList<>();
      for (String header : answer.challenges()) {
        Matcher part = PART.matcher(header);
        Challenge last = null;
        for (int start = 0; part.find(start) && part.start() == start; start = part.end()) {
          if (part.group(4) != null) {
            last = new Challenge(part.group(4), new HashMap<>());
            challenges.add(last);
          } else if (last != null) {
            String quoted = part.group(2);
            last.parameters.putIfAbsent(
                part.group(1).toLowerCase(Locale.ROOT),
                quoted == null ? part.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
          }
        }
      }
      return challenges;
    }

    /** Returns the challenge to use, Bearer before Basic; empty if no scheme is supported. */
    static Optional<Challenge> choose(List<Challenge> challenges) {
      return Stream.of(BEARER, BASIC)
          .flatMap(scheme -> challenges.stream().filter(one -> one.is(scheme)))
          .findFirst();
    }

    boolean is(String other) {
      return scheme.equalsIgnoreCase(other);
    }

    /** Returns a parameter; empty if there is none. */
    String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }
  }

  /**
   * @param http sends the requests
   * @param repository what the login is for
   * @param access what tokens are requested for
   * @param mountedFrom another repository that tokens are to be for, too, since blobs are mounted
   *     from it; or null
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
    this.access = access;
    this.mountedFrom = mountedFrom;
    this.options = options;
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
    return current != null ? current : obtain(null, null);
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
    return current != refused
        ? current() // another thread has already logged in again
        : obtain(refused, answer);
  }

  /** Logs in, or in again if something was refused, and remembers the result. */
  private Authorization obtain(@Nullable Authorization refused, @Nullable StatusException answer)
      throws IOException {
    try {
      Authorization made =
          refused == null || answer == null ? logIn() : logInAgain(refused, answer);
      current = made;
      return made;
    } catch (RegistryException e) {
      refusal = e;
      throw e;
    } catch (IOException e) {
      if (e.getCause() instanceof StatusException cause && !cause.isTransient()) {
        refusal = e;
      }
      throw e;
    }
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
      Challenge challenge = challenge(e);
      if (challenge.is(BEARER)) {
        return withToken(challenge, credential);
      }
    }
    // it may require a password for other requests only
    if (credential == null || credential.isOAuth2RefreshToken()) {
      return new Authorization("", null);
    }
    Authorization login = new Authorization(BASIC, basic(credential));
    try {
      probe(login.header); // so that a wrong password is not sent by several threads
    } catch (StatusException e) {
      throw failure(e);
    }
    return login;
  }

  /** Logs in with the scheme of the new challenge, which may be another than before. */
  private Authorization logInAgain(Authorization old, StatusException answer) throws IOException {
    Challenge challenge = Challenge.choose(Challenge.of(answer)).orElse(null);
    if (challenge == null) {
      throw answer;
    }
    boolean requiresToken = challenge.is(BEARER);
    boolean isSecond = challenge.is(old.scheme) && !old.isAccepted;
    if (isSecond && (old.isSecond || !requiresToken)) {
      throw answer;
    }
    Credential credential = findCredential(); // it may have changed
    if (!requiresToken && (credential == null || credential.isOAuth2RefreshToken())) {
      throw answer;
    }
    Authorization login =
        requiresToken
            ? withToken(challenge, credential)
            : new Authorization(BASIC, basic(credential));
    login.isSecond = isSecond;
    return login;
  }

  private @Nullable Credential findCredential() throws IOException {
    Credentials found = Credentials.find(repository, options);
    credentials = found;
    return found.credential();
  }

  /** Sends a request to the registry, to get its challenge or to check a password. */
  private void probe(@Nullable String authorization) throws IOException {
    http.sendOnce(Request.of("GET", http.own().base()), authorization).ignoreBody();
  }

  private static Challenge challenge(StatusException answer) throws RegistryException {
    List<Challenge> all = Challenge.of(answer);
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

  private IOException failure(StatusException answer) {
    return answer.isNotFound()
        ? new RegistryException(
            "there is no registry at %s (it answered 404 to /v2/). Check %s"
                .formatted(repository.registry(), options.names().of("registry")))
        : failureBecauseOf(answer);
  }

  /**
   * Returns the failure of a login. The answer is its cause only, since it is not one to the
   * request that the login is for: a 404 of a token service does not mean that a manifest does not
   * exist.
   */
  private static IOException failureBecauseOf(StatusException answer) {
    return new IOException("the login failed", answer);
  }

  private Authorization withToken(Challenge challenge, @Nullable Credential credential)
      throws IOException {
    try {
      return new Authorization(BEARER, "Bearer " + token(challenge, credential));
    } catch (StatusException e) {
      e.setOfTokenService();
      throw failureBecauseOf(e);
    }
  }

  /**
   * Returns the value of the header {@code Authorization} for a name and a password: RFC 7617,
   * section 2.
   */
  private static String basic(Credential credential) {
    String both = credential.getUsername() + ":" + credential.getPassword();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }

  /**
   * Gets a token.
   *
   * @param challenge the challenge that names the service
   * @param credential the credential, or null for an anonymous token
   * @throws IOException if the service returns none
   */
  private String token(Challenge challenge, @Nullable Credential credential) throws IOException {
    String own =
        "repository:" + repository.repository() + (access == Access.WRITE ? ":pull,push" : ":pull");
    if (mountedFrom != null) {
      try {
        return token(challenge, credential, List.of(own, "repository:" + mountedFrom + ":pull"));
      } catch (StatusException e) {
        // some services grant all that is requested or nothing; without mounting, blobs are sent
        if (!REFUSALS.contains(e.status())) {
          throw e;
        }
      }
    }
    return token(challenge, credential, List.of(own));
  }

  private String token(Challenge challenge, @Nullable Credential credential, List<String> scopes)
      throws IOException {
    String realm = challenge.parameter("realm");
    if (!ABSOLUTE.matcher(realm).lookingAt()) {
      throw new RegistryException(
          "the registry requires a token, but the realm of its challenge is not a URL");
    }
    URL url = Origin.resolve(http.own().base(), realm);
    String service = challenge.parameter("service");
    // OpenShift sends no service
    String query =
        "service=%s&scope=".formatted(encoded(service.isEmpty() ? repository.registry() : service));
    Request request;
    String authorization = null;
    if (credential != null && credential.isOAuth2RefreshToken()) {
      String form =
          "%s%s&client_id=%s&grant_type=refresh_token&refresh_token=%s"
              .formatted(
                  query,
                  encoded(String.join(" ", scopes)),
                  CLIENT,
                  URLEncoder.encode(credential.getPassword(), UTF_8));
      request =
          Request.of("POST", url).withBody(Request.Body.of(FORM, form.getBytes(UTF_8)).secret());
    } else {
      query += scopes.stream().map(Login::encoded).collect(Collectors.joining("&scope="));
      request = Request.of("GET", new URL(url + (url.getQuery() == null ? "?" : "&") + query));
      authorization = credential == null ? null : basic(credential);
    }
    try (Response response = http.sendOnce(request, authorization)) {
      return token(response);
    }
  }

  /** Encodes only what has to be, as the clients do that services are tested with. */
  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8)
        .replace("+", "%20")
        .replace("%3A", ":")
        .replace("%2F", "/")
        .replace("%2C", ",");
  }

  private static String token(Response response) throws IOException {
    byte[] bytes = response.content("the token service's answer");
    String why;
    try {
      JsonNode json = Json.read(bytes);
      JsonNode token =
          json.path("token").isTextual() ? json.path("token") : json.path("access_token");
      if (token.isTextual() && TOKEN.matcher(token.asText()).matches()) {
        Secrets.add(token.asText());
        return token.asText();
      }
      why = bytes.length == 0 ? ": its answer is empty" : "";
    } catch (IOException e) {
      why = ": its answer is not JSON"; // which is not quoted: it may contain a token
    }
    throw new RegistryException(
        "the registry's token service returned no token"
            + (why.isEmpty() ? "" : why + " (" + Origin.hostOf(response.url()) + ")")
            + ". Log in again");
  }
}
