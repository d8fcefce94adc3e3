package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges of hosts that a registry redirects to: the login follows those of the registry. */
class ForeignChallengeTest {
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("joe:secret".getBytes(UTF_8));

  private RawServer registry;
  private RawServer other;
  private RawServer tokens;

  /** Where the registry redirects {@code /v2/} to; empty if it answers itself. */
  private String redirect = "";

  private String challenge = "";

  @BeforeEach
  void start() throws IOException {
    registry = RawServer.start(this::answer);
    other = RawServer.start((request, out) -> out.write(refusal()));
    tokens =
        RawServer.start(
            (request, out) -> out.write(RawServer.answer("200 OK", "{\"token\":\"t\"}")));
    challenge = "Bearer realm=\"http://localhost:" + tokens.port() + "/token\",service=\"s\"";
  }

  @AfterEach
  void stop() {
    registry.close();
    other.close();
    tokens.close();
  }

  private byte[] refusal() {
    return RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: " + challenge);
  }

  private void answer(RawServer.Request request, OutputStream out) throws IOException {
    if (request.header("Authorization").equals("Bearer t")) {
      out.write(RawServer.answer("404 Not Found", ""));
    } else if (redirect.isEmpty() || request.line().endsWith("/moved")) {
      out.write(refusal());
    } else {
      out.write(RawServer.answer("307 Temporary Redirect", "", "Location: " + redirect));
    }
  }

  private @Nullable Throwable failure(String address) throws IOException {
    try (Registry opened =
        new RemoteRegistry(
            new RepositoryName(address, "os"),
            Access.READ,
            null,
            OptionsOfJoe.withRetries(0),
            new ManualTime())) {
      return catchThrowable(() -> opened.manifest("v1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Basic"})
  void thatOfAnotherHostIsNotFollowed(String scheme) throws IOException {
    redirect = "http://localhost:" + other.port() + "/v2/";
    challenge = scheme.equals("Basic") ? "Basic realm=\"r\"" : challenge;

    assertThat(failure(registry.address()))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("the registry redirects to localhost, which answered 401");

    assertThat(tokens.requests()).isEmpty();
    assertThat(other.requests())
        .isNotEmpty()
        .allMatch(request -> request.header("Authorization").equals("none"));
    assertThat(registry.requests())
        .allMatch(request -> request.header("Authorization").equals("none"));
  }

  /** Another port of the same machine may be a service of somebody else. */
  @Test
  void thatOfAnotherPortIsNotFollowed() throws IOException {
    redirect = "http://" + other.address() + "/v2/";

    assertThat(failure(registry.address())).hasMessageContaining("which answered 401");

    assertThat(tokens.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://LOCALHOST:PORT/v2/moved", "/v2/moved"})
  void thatOfTheRegistryItselfIsFollowedHoweverItIsWritten(String location) throws IOException {
    redirect = location.replace("PORT", Integer.toString(registry.port()));

    assertThat(failure("localhost:" + registry.port())).isNull();

    assertThat(tokens.requests())
        .singleElement()
        .satisfies(request -> assertThat(request.header("Authorization")).isEqualTo(BASIC));
  }

  @Test
  void theRegistryItselfMayNameATokenServiceOnAnotherHost() throws IOException {
    assertThat(failure(registry.address())).isNull();

    assertThat(tokens.requests())
        .singleElement()
        .satisfies(request -> assertThat(request.header("Authorization")).isEqualTo(BASIC));
  }
}
