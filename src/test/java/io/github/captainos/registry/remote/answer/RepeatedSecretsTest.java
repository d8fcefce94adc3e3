package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.util.Base64;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that repeat the request in their answers, and with it the credentials: neither a message
 * nor a retry's line nor a stack trace has them.
 */
class RepeatedSecretsTest extends RawRegistryTest {
  private static final String PASSWORD = "pa\"ss/w&rd";
  private static final String TOKEN = "token-of-the-repeated-secrets-test";
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("jane:" + PASSWORD).getBytes(UTF_8));

  private final ManualTime time = new ManualTime();
  private final Queue<String> logged = LoggedErrors.keepLines();

  /** The beginning of the request whose answer repeats it. */
  private String repeating = "";

  /** The status of this answer, and how it repeats the request. */
  private String status = "";

  private String format = "";

  private boolean usesTokens;

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    String authorization = request.header("Authorization");
    boolean isLoggedIn =
        authorization.equals("Bearer " + TOKEN) || !usesTokens && authorization.endsWith(BASIC);
    boolean isTokenRequest = request.line().startsWith("GET /token");
    if (request.line().startsWith(repeating) && (isLoggedIn || isTokenRequest)) {
      String json = PASSWORD.replace("\"", "\\\"").replace("&", "\\u0026");
      String repeated = format.replace("HEADER", authorization).replace("PASSWORD", json);
      out.write(RawServer.answer(status, repeated, "Content-Type: application/x"));
    } else if (isTokenRequest) {
      out.write(RawServer.answer("200 OK", "{\"token\":\"" + TOKEN + "\"}"));
    } else if (isLoggedIn) {
      out.write(RawServer.answer("200 OK", "{}", "Content-Type: application/x"));
    } else {
      String challenge = usesTokens ? challenge() : "Basic realm=\"r\"";
      out.write(RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: " + challenge));
    }
  }

  private static RegistryOptions asJane(@Nullable ProxySelector proxies) {
    PasswordAuthentication jane = new PasswordAuthentication("jane", PASSWORD.toCharArray());
    Authenticator proxyLogins =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return jane;
          }
        };
    return new RegistryOptions(
        1,
        HangGuard.TIMEOUT,
        jane,
        "the test's",
        null,
        false,
        proxies,
        proxyLogins,
        ParameterNames.USUAL);
  }

  private void showsNoSecret(@Nullable Throwable failure) {
    assertThat(failure).isInstanceOf(RegistryException.class);
    StringWriter shown = new StringWriter();
    failure.printStackTrace(new PrintWriter(shown));
    logged.forEach(line -> shown.append('\n').append(line));
    assertThat(shown.toString())
        .doesNotContain(PASSWORD, "pa\\\"ss", "w\\u0026rd", BASIC, TOKEN)
        .doesNotContain(Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8)));
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "GET /v2/; 403 Forbidden; you sent HEADER",
        "GET /v2/os/; 400 Bad Request;"
            + " {\"errors\":[{\"code\":\"DENIED\",\"message\":\"PASSWORD\"}]}",
        "GET /v2/os/; 400 Bad Request;"
            + " {\"errors\":[{\"code\":\"X\",\"detail\":{\"a\":\"PASSWORD\"}}]}",
        "GET /v2/os/; 400 Bad Request; <p>authorization: HEADER</p>",
        "GET /v2/os/; 503 Busy; you sent HEADER",
        "GET /v2/os/; 200 OK; HEADER is no manifest",
        "GET /v2/os/; 200 OK; {\"a\": HEADER}",
        "GET /token; 403 Forbidden; you sent HEADER",
        "GET /token; 503 Busy; {\"errors\":[{\"code\":\"PASSWORD\"}]}",
        "GET /token; 200 OK; HEADER",
      })
  void areHidden(String request, String status, String format) throws IOException {
    repeating = request;
    this.status = status;
    this.format = format;
    for (boolean tokens : new boolean[] {false, true}) {
      usesTokens = tokens;
      if (tokens || !request.contains("token")) {
        try (Registry registry = open(asJane(null), time)) {
          showsNoSecret(catchThrowable(() -> registry.manifest("v1")));
        }
      }
    }
    assertThat(logged.stream().anyMatch(line -> line.contains("trying again")))
        .isEqualTo(status.startsWith("503"));
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"})
  void ofAProxyAreHidden(String status) throws IOException {
    try (RawServer proxy =
            RawServer.start(
                (request, out) ->
                    out.write(
                        RawServer.answer(
                            status,
                            "you sent " + request.header("Proxy-Authorization"),
                            "X-You-Sent: " + request.header("Proxy-Authorization"))));
        Registry registry =
            new RemoteRegistry(
                new RepositoryName("registry.example", "os"),
                Access.READ,
                null,
                asJane(
                    ProxySelector.of(
                        InetSocketAddress.createUnresolved("127.0.0.1", proxy.port()))),
                time)) {
      showsNoSecret(catchThrowable(() -> registry.manifest("v1")));
      assertThat(proxy.requests().get(0).head()).contains(BASIC);
    }
  }
}
