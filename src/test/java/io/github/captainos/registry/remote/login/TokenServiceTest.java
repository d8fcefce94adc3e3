package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that requires tokens, and a token service with faults. */
class TokenServiceTest {
  private static final String SECRET = "identity-token-of-the-test";

  @TempDir private Path home;
  private final String homeBefore = System.getProperty("user.home");
  private final List<String> tokenRequests = new ArrayList<>();
  private HttpServer server;
  private String registry = "";
  private String service = "s";
  private int status = 200;
  private String answer = "{}";

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.create();
    registry = "127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/v2/", this::requireToken);
    server.createContext("/token", this::token);
    server.start();
    System.setProperty("user.home", home.toString());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    System.setProperty("user.home", homeBefore);
  }

  private void requireToken(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              "Bearer realm=\"http://" + registry + "/token\",service=\"" + service + "\"");
      exchange.sendResponseHeaders(401, -1);
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    byte[] bytes = answer.getBytes(UTF_8);
    try (exchange) {
      tokenRequests.add(
          exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("Authorization")
              + " "
              + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void logIn(String user, String more) throws IOException {
    String auth = Base64.getEncoder().encodeToString((user + ":").getBytes(UTF_8));
    Files.writeString(
        Files.createDirectories(home.resolve(".docker")).resolve("config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"%s}}}".formatted(registry, auth, more));
  }

  private Throwable failure(Access access) throws IOException {
    try (Registry opened =
        Registries.open(
            registry, "os", Path.of("/"), access, null, RegistryOptions.of(1, HangGuard.TIMEOUT))) {
      return catchThrowable(() -> opened.manifest("v1"));
    }
  }

  @Test
  void aServiceThatGivesNoTokenDoesNotMakeUsPrintOurs() throws IOException {
    logIn("00000000-0000-0000-0000-000000000000", ",\"identitytoken\":\"" + SECRET + "\"");
    Throwable failure = failure(Access.WRITE);

    assertThat(tokenRequests).singleElement().asString().contains(SECRET);
    assertThat(failure).hasMessageContaining("token service returned no token");
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(SECRET);
  }

  @Test
  void aServiceThatRefusesIsQuoted() throws IOException {
    logIn("joe", "");
    status = 403;
    answer = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not you\"}]}";

    assertThat(failure(Access.WRITE))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 403: DENIED not you")
        .hasMessageContaining("those in " + home.resolve(".docker/config.json"))
        .hasMessageNotContaining("joe");
  }

  @Test
  void aServiceThatIsNotThereDoesNotMeanThatTheTagIsNot() throws IOException {
    status = 404;
    assertThat(failure(Access.WRITE))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 404");
  }

  @Test
  void readersRequestPullOnly() throws IOException {
    failure(Access.READ);
    assertThat(tokenRequests).singleElement().asString().contains("repository:os:pull ");
    tokenRequests.clear();
    failure(Access.WRITE);
    assertThat(tokenRequests).singleElement().asString().contains("repository:os:pull,push ");
  }

  @Test
  void anIdentityTokenOfAnOrdinaryUserIsSentInAForm() throws IOException {
    logIn("joe", ",\"identitytoken\":\"a+b/c==\"");
    failure(Access.READ);
    assertThat(tokenRequests)
        .singleElement()
        .asString()
        .startsWith("/token null ") // nobody is asked for a password
        .contains("grant_type=refresh_token")
        .contains("&refresh_token=a%2Bb%2Fc%3D%3D")
        .contains("&scope=repository:os:pull")
        .doesNotContain("joe");
  }

  @Test
  void theNameOfAServiceMayHaveBlanks() throws IOException {
    service = "the registry of joe";
    failure(Access.READ);
    assertThat(tokenRequests)
        .singleElement()
        .asString()
        .startsWith("/token?service=the%20registry%20of%20joe&scope=repository:os:pull ");
  }
}
