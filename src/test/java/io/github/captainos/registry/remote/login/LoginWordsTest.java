package io.github.captainos.registry.remote.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of failed logins: one line of Captain's, and no output of a parser. */
class LoginWordsTest extends RawRegistryTest {
  private final ManualTime time = new ManualTime();

  /** The registry's challenge, and the answer of its token service. */
  private String challenge = "";

  private byte[] token = {};

  @BeforeEach
  void setChallenge() {
    challenge = challenge();
  }

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    if (request.line().startsWith("GET /token")) {
      out.write(token);
    } else {
      out.write(RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: " + challenge));
    }
  }

  private Throwable failure() throws IOException {
    return failure(server.address());
  }

  private Throwable failure(String address) throws IOException {
    RegistryOptions asJoe = OptionsOfJoe.withRetries(3);
    try (Registry registry =
        new RemoteRegistry(new RepositoryName(address, "os"), Access.READ, null, asJoe, time)) {
      return catchThrowable(() -> registry.manifest("v1"));
    }
  }

  private void isOneLine(String words) throws IOException {
    assertThat(failure())
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(words)
        .satisfies(
            failure ->
                assertThat(failure.getMessage().replace("<server>", ""))
                    .doesNotContain("\n", "<", "&", "html", "Exception", "null", "secret")
                    .doesNotContain(
                        "Unexpected", "Unrecognized token", "No content", "end-of-input")
                    .doesNotContain(
                        "Cannot deserialize", "[Source", "Failed retrieving", "Tried to")
                    .doesNotContain("was not found in"));
    assertThat(time.pauses()).isEmpty();
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "<html><body>Please log in to the hotel's network</body></html>",
        "``",
        "` `",
        "{}",
        "{\"token\":null}",
        "{\"token\":\"\"}",
        "{\"token\":{\"a\":\"b\"}}",
        "{\"token\":\"cut",
        "[]",
        "[\"token\"]",
        "null",
        "7",
        "{\"access_token\":[]}",
        "{\"errors\":[{\"code\":\"DENIED\"}]}",
      })
  void aTokenServiceThatGivesNone(String body) throws IOException {
    token = RawServer.answer("200 OK", body, "Content-Type: text/html");
    isOneLine("token service returned no token");
  }

  @Test
  void aTokenServiceThatGivesATokenThatIsNone() throws IOException {
    token = RawServer.answer("200 OK", "{\"token\":\"a\\r\\nHost: elsewhere\"}");
    assertThat(failure()).isInstanceOf(RegistryException.class).hasMessageNotContaining("\n");
    assertThat(server.requests()).noneMatch(request -> request.head().contains("elsewhere"));
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void aTokenServiceThatRefusesWithAPage() throws IOException {
    token = RawServer.answer("403 Forbidden", "<html><p>Go  away</p></html>");
    assertThat(failure())
        .hasMessageContaining("answered 403: Go away")
        .hasMessageNotContaining("<p>")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Negotiate", "Negotiate, NTLM", "NTLM", "Digest realm=\"r\", nonce=\"n\""})
  void aLoginThatIsNotSupported(String scheme) throws IOException {
    challenge = scheme;
    isOneLine(scheme.replaceFirst("[ ,].*", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "Bearer",
        "Bearer service=\"s\"",
        "Bearer realm=\"\"",
        "Bearer realm=\"no URL\""
      })
  void anInvalidChallenge(String nonsense) throws IOException {
    challenge = nonsense;
    isOneLine("the registry ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void nobodyIsThereOnThisMachineAndThatIsFinal(String host) throws IOException {
    String address = host + ":" + server.port();
    server.close();
    assertThat(failure(address))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("no connection to " + address)
        .hasMessageNotContaining("tried");
    assertThat(time.pauses()).isEmpty();
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void elsewhereSomebodyMayBeThereTheNextMoment() throws IOException {
    // an address that Captain does not recognise as this machine
    String address = "0.0.0.0:" + server.port();
    server.close();
    assertThat(failure(address))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("no connection to " + address)
        .hasMessageContaining("tried 4 times");
    assertThat(time.pauses()).hasSize(3);
    assertThat(printed.text()).isEmpty();
  }
}
