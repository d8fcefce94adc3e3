package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of logins to a registry. */
class LoginTest {
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("joe:secret".getBytes(UTF_8));
  private static final String TOKEN = "Bearer good";
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  private final List<String> repositoryRequests = new ArrayList<>();
  private final List<String> tokenRequests = new ArrayList<>();
  private HttpServer server;

  /** The authorization that {@code /v2/} and the repository require; empty for none. */
  private String baseRequires = "";

  private String repositoryRequires = "";

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.create();
    server.createContext("/v2/", exchange -> answer(exchange, baseRequires));
    server.createContext("/v2/os/", this::answerRepository);
    server.createContext("/token", this::issueToken);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static String authorization(HttpExchange exchange) {
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    return sent == null ? "" : sent;
  }

  private void answerRepository(HttpExchange exchange) throws IOException {
    repositoryRequests.add(exchange.getRequestMethod() + " " + authorization(exchange));
    answer(exchange, repositoryRequires);
  }

  private void answer(HttpExchange exchange, String required) throws IOException {
    exchange.getRequestBody().readAllBytes();
    boolean accepted = required.isEmpty() || required.equals(authorization(exchange));
    if (!accepted) {
      String bearer = "Bearer realm=\"http://" + address() + "/token\",service=\"s\"";
      String question = required.startsWith("Basic") ? "Basic realm=\"r\"" : bearer;
      exchange.getResponseHeaders().set("WWW-Authenticate", question);
    }
    String refusal = "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"not on Sundays\"}]}";
    boolean put = exchange.getRequestMethod().equals("PUT");
    send(exchange, accepted ? put ? 201 : 200 : 401, accepted ? "{}" : refusal);
  }

  private void issueToken(HttpExchange exchange) throws IOException {
    tokenRequests.add(exchange.getRequestURI().getQuery() + " " + authorization(exchange));
    send(exchange, 200, "{\"token\":\"good\"}");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/x");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Registry open(Access access) throws IOException {
    RegistryOptions asJoe = OptionsOfJoe.withRetries(3);
    return Registries.open(address(), "os", Path.of("/"), access, null, asJoe);
  }

  @Test
  void readersAreLoggedInWhereTheDoorIsOpenAndTheQuestionComesInside() throws IOException {
    repositoryRequires = TOKEN;
    try (Registry registry = open(Access.READ)) {
      assertThat(registry.manifest("v1")).isPresent();
      assertThat(registry.manifest("v2")).isPresent();
    }
    assertThat(tokenRequests).containsExactly("service=s&scope=repository:os:pull " + BASIC);
  }

  @Test
  void writersAreLoggedInWhereTheDoorIsOpenAndTheQuestionComesInside() throws IOException {
    repositoryRequires = TOKEN;
    try (Registry registry = open(Access.WRITE)) {
      registry.tag("v1", MANIFEST);
      assertThat(registry.manifest("v1")).isPresent();
    }
    assertThat(tokenRequests).containsExactly("service=s&scope=repository:os:pull,push " + BASIC);
    assertThat(repositoryRequests).endsWith("PUT " + TOKEN, "GET " + TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "'',Bearer other",
    "Bearer good,Bearer other",
    "'',Basic other",
    "Basic x,Basic other"
  })
  void whoIsRefusedWithAFreshLoginDoesNotAskAgainAndAgain(String base, String accepted)
      throws IOException {
    baseRequires = base;
    repositoryRequires = accepted;
    try (Registry registry = open(Access.READ)) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .hasMessageContaining("the registry answered 401: UNAUTHORIZED not on Sundays")
          .hasMessageContaining("those of the test");
    }
    assertThat(repositoryRequests).hasSizeLessThanOrEqualTo(2);
    assertThat(tokenRequests).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRegistryThatBeginsToWantTokensGetsThem(boolean alsoAtBase) throws IOException {
    try (Registry registry = open(Access.WRITE)) {
      assertThat(registry.manifest("v1")).isPresent();
      registry.tag("v1", MANIFEST);
      assertThat(tokenRequests).isEmpty();

      repositoryRequires = TOKEN;
      baseRequires = alsoAtBase ? TOKEN : "";
      registry.tag("v2", MANIFEST);
      assertThat(registry.manifest("v2")).isPresent();
    }
    assertThat(tokenRequests).containsExactly("service=s&scope=repository:os:pull,push " + BASIC);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRegistryThatBeginsToWantAPasswordGetsIt(boolean alsoAtBase) throws IOException {
    try (Registry registry = open(Access.WRITE)) {
      assertThat(registry.manifest("v1")).isPresent();
      registry.tag("v1", MANIFEST);

      repositoryRequires = BASIC;
      baseRequires = alsoAtBase ? BASIC : "";
      registry.tag("v2", MANIFEST);
      assertThat(registry.manifest("v2")).isPresent();
    }
    assertThat(tokenRequests).isEmpty();
  }

  @Test
  void aRegistryThatWantsTokensAndThenAPasswordGetsIt() throws IOException {
    repositoryRequires = TOKEN;
    try (Registry registry = open(Access.WRITE)) {
      registry.tag("v1", MANIFEST);

      repositoryRequires = BASIC;
      registry.tag("v2", MANIFEST);
    }
    assertThat(repositoryRequests).endsWith("PUT " + BASIC);
  }
}
