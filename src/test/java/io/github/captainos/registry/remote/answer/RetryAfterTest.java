package io.github.captainos.registry.remote.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that requests a pause. */
class RetryAfterTest {
  private final ManualTime time = new ManualTime();
  private final List<Instant> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String retryAfter = "";

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.create();
    server.createContext("/v2/", exchange -> answer(exchange, 200));
    server.createContext("/v2/os/", this::requestAPauseOnce);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void requestAPauseOnce(HttpExchange exchange) throws IOException {
    requests.add(time.instant());
    if (requests.size() == 1) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
      answer(exchange, 429);
    } else {
      answer(exchange, 404);
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private void find() throws IOException {
    String address = "127.0.0.1:" + server.getAddress().getPort();
    RegistryOptions options = RegistryOptions.of(5, HangGuard.TIMEOUT);
    RepositoryName repository = new RepositoryName(address, "os");
    try (Registry registry = new RemoteRegistry(repository, Access.READ, null, options, time)) {
      assertThat(registry.manifest("v1")).isEmpty();
    }
  }

  @Test
  void isLeftAloneForTheSecondsThatItAsksFor() throws IOException {
    retryAfter = "2";
    find();
    assertThat(requests).hasSize(2);
    assertThat(Duration.between(requests.get(0), requests.get(1)))
        .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500));
  }

  @Test
  void isLeftAloneUntilTheDateThatItGives() throws IOException {
    Instant date = time.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3);
    retryAfter = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    find();
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1)).isBetween(date, date.plusMillis(500));
  }

  @Test
  void isRetriedSoonAfterADateInThePast() throws IOException {
    Instant date = time.instant().minusSeconds(3);
    retryAfter = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    find();
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1)).isBefore(requests.get(0).plusMillis(500));
  }

  @Test
  void isAskedAgainSoonWhereTheHeaderMakesNoSense() throws IOException {
    retryAfter = "in a while";
    find();
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1)).isBefore(requests.get(0).plusSeconds(1));
  }

  @Test
  void isNotWaitedForLongerThanABuildCanWaitAndThatIsSaid() {
    retryAfter = "300";
    assertThatThrownBy(this::find)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(
            "the registry answered 429 with an empty body (it requests a pause of 300 s)");
    assertThat(requests).hasSize(1);
    assertThat(time.pauses()).isEmpty();
  }
}
