package io.github.captainos.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that wants to be left alone for a while. */
class RetryAfterTest {
  private final List<Instant> asked = new ArrayList<>();
  private HttpServer server;

  /** The header, as it is when the registry is asked for the first time. */
  private Supplier<String> retryAfter = () -> "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", exchange -> answer(exchange, 200));
    server.createContext("/v2/os/", this::leaveMeAloneOnce);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void leaveMeAloneOnce(HttpExchange exchange) throws IOException {
    asked.add(Instant.now());
    if (asked.size() == 1) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter.get());
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
    RemoteOptions options = RemoteOptions.of(new Patience(5, Duration.ofSeconds(5)));
    try (Registry registry =
        Registries.open(address, "os", Path.of("/"), Registries.Access.READ, options)) {
      assertThat(registry.find("v1")).isEmpty();
    }
  }

  @Test
  void isLeftAloneForTheSecondsThatItAsksFor() throws IOException {
    retryAfter = () -> "2";
    find();
    assertThat(Duration.between(asked.get(0), asked.get(1)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isLeftAloneUntilTheDateThatItGives() throws IOException {
    Instant date = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
    retryAfter = () -> DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    find();
    assertThat(asked.get(1)).isAfterOrEqualTo(date);
  }

  @Test
  void isAskedAgainSoonWhereTheHeaderMakesNoSense() throws IOException {
    retryAfter = () -> "in a while";
    find();
    assertThat(asked).hasSize(2);
  }

  @Test
  void isNotWaitedForLongerThanABuildCanWaitAndThatIsSaid() {
    retryAfter = () -> "300";
    assertThatThrownBy(this::find)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(
            "the registry answered 429 without a word (it asks for a pause of 300 s)");
    assertThat(asked).hasSize(1);
  }
}
