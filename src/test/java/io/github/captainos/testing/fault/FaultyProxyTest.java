package io.github.captainos.testing.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults are what they are called, as a client without any HTTP library sees them. */
class FaultyProxyTest {
  private static final String GET = "GET /v2/ HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n";
  private static final String HALF_A_PUT =
      "PUT /v2/ HTTP/1.1\r\nHost: x:1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.start(this::answer);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      arrived.add(exchange.getRequestHeaders().getFirst("Host") + " " + body);
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write("x".repeat(100).getBytes(ISO_8859_1));
    }
  }

  private FaultyProxy proxy(Fault fault) {
    return proxy(".*", 1, fault);
  }

  private FaultyProxy proxy(String requests, int times, Fault fault) {
    String upstream = "127.0.0.1:" + server.getAddress().getPort();
    return new FaultyProxy(upstream, upstream, requests, times, fault);
  }

  private Socket send(FaultyProxy proxy, String request) throws IOException {
    Socket socket = new Socket("127.0.0.1", Integer.parseInt(proxy.address().split(":")[1]));
    sockets.add(socket);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Test
  void passesOnWhatIsNotSpoiltWithTheHostThatTheClientNamed() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.status(503, "busy", "Retry-After", "7"))) {
      assertThat(send(proxy, GET).getInputStream().readNBytes(12))
          .asString(ISO_8859_1)
          .isEqualTo("HTTP/1.1 503");
      assertThat(arrived).isEmpty();
      assertThat(answer(send(proxy, GET))).endsWith("x".repeat(100));
      assertThat(arrived).containsExactly("x:1 ");
      assertThat(proxy.injected()).isEqualTo(1);
    }
  }

  @Test
  void resetIsNoOrderlyClose() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.reset())) {
      Socket socket = send(proxy, GET);
      assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketException.class);
      assertThat(arrived).isEmpty();
    }
  }

  @Test
  void resetInBodyDoesNotWaitForItsEnd() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.resetInBody())) {
      Socket socket = send(proxy, HALF_A_PUT);
      assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void answersAreLostAfterTheWorkIsDone() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.loseAnswer())) {
      Socket socket = send(proxy, HALF_A_PUT + "3\r\ndef\r\n0\r\n\r\n");
      assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketException.class);
      assertThat(arrived).containsExactly("x:1 abcdef");
    }
  }

  @Test
  void cutAnswersPromiseMoreThanTheyHold() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.cutAnswer())) {
      String answer = answer(send(proxy, GET));
      assertThat(answer.toLowerCase()).contains("content-length: 100\r\n");
      assertThat(answer).endsWith("\r\n\r\n" + "x".repeat(80));
    }
  }

  @Test
  void resetInAnswerIsARealReset() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.resetInAnswer())) {
      Socket socket = send(proxy, GET);
      assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketException.class);
      assertThat(arrived).hasSize(1);
    }
  }

  @Test
  void whoIsStalledKeepsNobodyElseWaiting() throws IOException {
    try (FaultyProxy proxy = proxy("PUT", 9, Fault.stall(HangGuard.TIMEOUT.toMillis()))) {
      List<Socket> stalled = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        stalled.add(send(proxy, HALF_A_PUT));
      }
      HangGuard.await("nine stalled", () -> proxy.injected() == 9);
      assertThat(answer(send(proxy, GET))).endsWith("x".repeat(100));
      for (Socket socket : stalled) {
        assertThat(socket.getInputStream().available()).isZero();
      }
      assertThat(arrived).hasSize(1);
    }
  }

  @Test
  void whoWasStalledIsHungUpOn() throws IOException {
    try (FaultyProxy proxy = proxy(Fault.stall(100))) {
      assertThat(answer(send(proxy, GET))).isEmpty();
      assertThat(arrived).isEmpty();
    }
  }
}
