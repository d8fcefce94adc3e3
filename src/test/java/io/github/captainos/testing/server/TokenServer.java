package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Gives out tokens for a CNCF Distribution to those who know the password.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">Distribution: token
 *     authentication implementation</a>
 */
public final class TokenServer implements AutoCloseable {
  private static final String PATH = "/auth/token";
  private static final String SERVICE = "registry of the story";
  private static final String ISSUER = "token-server";

  /** Distribution takes tokens for so much longer than they say, as clocks may differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  /** Longer than any test takes. */
  private static final Duration LIFETIME = Duration.ofDays(1);

  private final HttpServer server;
  private final SigningKey key;
  private final String login;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final Map<String, String> expired = new ConcurrentHashMap<>();

  /**
   * What somebody asked for.
   *
   * @param scope as in {@code repository:os:pull,push}
   * @param admitted whether the password was right
   */
  public record Request(String scope, boolean admitted) {}

  private TokenServer(HttpServer server, SigningKey key, String login) {
    this.server = server;
    this.key = key;
    this.login = login;
  }

  /**
   * Starts one.
   *
   * @param key what it signs with
   * @param user who may do all
   * @param password the user's
   */
  public static TokenServer start(SigningKey key, String user, String password) throws IOException {
    HttpServer http = LocalServers.create();
    TokenServer server = new TokenServer(http, key, user + ":" + password);
    http.createContext(PATH, server::answer);
    http.start();
    return server;
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Returns the lines of a Distribution's configuration that make it want these tokens.
   *
   * @param behindProxy whether clients find the two under one address
   */
  public String[] configuration(boolean behindProxy) {
    return """
    auth:
      token:
        realm: http://%s%s
        autoredirect: %s
        service: '%s'
        issuer: %s
        rootcertbundle: '%s'
    """
        .formatted(address(), PATH, behindProxy, SERVICE, ISSUER, key.certificateFile())
        .lines()
        .toArray(String[]::new);
  }

  /** Ends the life of all tokens that were given out so far, for whoever asks for it with this. */
  public void expire() {
    for (String token : tokens) {
      expired.computeIfAbsent("Bearer " + token, login -> "Bearer " + expired(token));
    }
  }

  /**
   * Returns a login as it is by now: where its token was ended by {@link #expire}, the same token
   * with times that are past. So a registry refuses it when the test says so, and for no other
   * reason than its age.
   */
  public String asOfNow(String login) {
    return expired.getOrDefault(login, login);
  }

  /** Returns what was asked for so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Returns all tokens that were given out over HTTP so far. */
  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    String basic = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    String scope = parameter(exchange, "scope");
    boolean admitted =
        basic.equals(sent)
            && SERVICE.equals(
                parameter(exchange, "service")); // that of another service is no use here
    requests.add(new Request(scope, admitted));
    String body = "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"who are you?\"}]}";
    if (admitted) {
      String token = token(scope);
      tokens.add(token);
      body = "{\"token\":\"" + token + "\",\"expires_in\":" + LIFETIME.toSeconds() + "}";
    }
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(admitted ? 200 : 401, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getRawQuery();
    return Arrays.stream(query == null ? new String[0] : query.split("&"))
        .filter(parameter -> parameter.startsWith(name + "="))
        .map(parameter -> URLDecoder.decode(parameter.substring(name.length() + 1), UTF_8))
        .collect(Collectors.joining(" "));
  }

  /** Returns a token for a scope, for tests that ask the registry themselves. */
  public String token(String scope) {
    Instant now = Instant.now();
    return signed(
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(login.split(":")[0])
            .audience(SERVICE)
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now.minus(LEEWAY)))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .claim("access", access(scope))
            .build());
  }

  private String expired(String token) {
    Instant end = Instant.now().minus(LEEWAY.multipliedBy(2));
    try {
      return signed(
          new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet())
              .issueTime(Date.from(end.minus(LIFETIME)))
              .notBeforeTime(Date.from(end.minus(LIFETIME)))
              .expirationTime(Date.from(end))
              .build());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signed(JWTClaimsSet claims) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertChain(List.of(key.certificate())).build();
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new ECDSASigner(key.key()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map<String, Object>> access(String scopes) {
    List<Map<String, Object>> access = new ArrayList<>();
    for (String scope : scopes.split(" ")) {
      String[] parts = scope.split(":");
      if (parts.length == 3) {
        List<String> actions = List.of(parts[2].split(","));
        access.add(Map.of("type", parts[0], "name", parts[1], "actions", actions));
      }
    }
    return access;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
