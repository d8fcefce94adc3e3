package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.Json;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The service that issues the tokens of a registry.
 *
 * @param http sends the requests
 * @param repository the repository that tokens are for
 * @param access the access that tokens are requested for
 * @param mountedFrom another repository that tokens are to be for, too, since blobs are mounted
 *     from it; or null
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">the protocol</a>
 */
record TokenService(
    RegistryHttp http, RepositoryName repository, Access access, @Nullable String mountedFrom) {
  private static final String CLIENT = "captain-maven-plugin";
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

  private static final Pattern ABSOLUTE = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  /** Anything else could add lines to the header, and no server accepts a larger one. */
  private static final Pattern TOKEN = Pattern.compile("\\p{Graph}{1,65536}");

  /** What services answer that do not know two scopes, or do not grant one of them. */
  private static final Set<Integer> REFUSALS =
      Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN);

  /**
   * Gets a token.
   *
   * @param challenge the challenge that names the service
   * @param credential the credential, or null for an anonymous token
   * @throws IOException if the service returns none
   */
  String token(Challenge challenge, @Nullable Credential credential) throws IOException {
    if (mountedFrom != null) {
      try {
        return token(
            challenge, credential, List.of(scope(), "repository:" + mountedFrom + ":pull"));
      } catch (StatusException e) {
        // some services grant all that is requested or nothing; without mounting, blobs are sent
        if (!REFUSALS.contains(e.status())) {
          throw e;
        }
      }
    }
    return token(challenge, credential, List.of(scope()));
  }

  private String token(Challenge challenge, @Nullable Credential credential, List<String> scopes)
      throws IOException {
    String realm = challenge.parameter("realm");
    if (!ABSOLUTE.matcher(realm).lookingAt()) {
      throw new RegistryException(
          "the registry requires a token, but the realm of its challenge is not a URL");
    }
    URL url = Origin.resolve(http.own().base(), realm);
    String query = "service=" + encoded(service(challenge)) + "&scope=";
    boolean isIdentityToken = credential != null && credential.isOAuth2RefreshToken();
    Request request =
        isIdentityToken
            ? form(url, query + encoded(String.join(" ", scopes)), credential.getPassword())
            : Request.of(
                "GET",
                new URL(
                    url
                        + (url.getQuery() == null ? "?" : "&")
                        + query
                        + scopes.stream()
                            .map(TokenService::encoded)
                            .collect(Collectors.joining("&scope="))));
    String authorization = credential == null || isIdentityToken ? null : Login.basic(credential);
    try (Response response = http.sendOnce(request, authorization)) {
      return token(response);
    }
  }

  private String service(Challenge challenge) {
    String service = challenge.parameter("service");
    return service.isEmpty() ? repository.registry() : service; // OpenShift sends none
  }

  private String scope() {
    String actions = access == Access.WRITE ? "pull,push" : "pull";
    return "repository:" + repository.repository() + ":" + actions;
  }

  private static Request form(URL url, String query, String refreshToken) {
    String form =
        query
            + "&client_id="
            + CLIENT
            + "&grant_type=refresh_token&refresh_token="
            + URLEncoder.encode(refreshToken, UTF_8);
    return Request.of("POST", url).withBody(Request.Body.of(FORM, form.getBytes(UTF_8)).secret());
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
