package io.github.captainos.testing.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is held has got exactly as far as the test says. */
class HoldTest {
  private static final String GET = "GET /%s HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n";
  private static final String PUT =
      "PUT /body HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.start(this::answer);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      arrived.add(exchange.getRequestURI() + body);
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write("x".repeat(100).getBytes(ISO_8859_1));
    }
  }

  private FaultyProxy proxy(Hold hold) {
    String upstream = "127.0.0.1:" + server.getAddress().getPort();
    return new FaultyProxy(upstream, upstream, ".*", Integer.MAX_VALUE, hold);
  }

  private static Socket send(FaultyProxy proxy, String request) throws IOException {
    Socket socket = new Socket("127.0.0.1", Integer.parseInt(proxy.address().split(":")[1]));
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Test
  void aRequestArrivesOnlyOnceItIsReleased() throws IOException {
    Hold hold = Hold.requests();
    try (FaultyProxy proxy = proxy(hold);
        Socket one = send(proxy, GET.formatted("one"));
        Socket other = send(proxy, GET.formatted("other"))) {
      assertThat(hold.awaitHeld(2)).isTrue();
      assertThat(hold.held()).containsExactlyInAnyOrder("GET /one", "GET /other");
      assertThat(arrived).isEmpty();
      hold.release();
      assertThat(answer(one)).endsWith("x".repeat(100));
      assertThat(answer(other)).endsWith("x".repeat(100));
      assertThat(arrived).containsExactlyInAnyOrder("/one", "/other");
    }
  }

  @Test
  void thoseBeforeArriveAndAreAnswered() throws IOException {
    Hold hold = Hold.requestsAfter(1);
    try (FaultyProxy proxy = proxy(hold);
        Socket first = send(proxy, GET.formatted("first"))) {
      hold.awaitAnswers();
      assertThat(answer(first)).endsWith("x".repeat(100));
      try (Socket second = send(proxy, GET.formatted("second"))) {
        assertThat(hold.awaitHeld(1)).isTrue();
        hold.awaitAnswers();
        hold.drop();
        assertThatThrownBy(() -> answer(second)).isInstanceOf(SocketException.class);
      }
      assertThat(hold.held()).containsExactly("GET /second");
      assertThat(arrived).containsExactly("/first");
    }
  }

  @Test
  void aBodyArrivesOnlyOnceItIsReleased() throws IOException {
    Hold hold = Hold.bodiesAfter(2);
    try (FaultyProxy proxy = proxy(hold);
        Socket socket = send(proxy, PUT)) {
      assertThat(hold.awaitHeld(1)).isTrue();
      assertThat(arrived).isEmpty();
      hold.release();
      assertThat(answer(socket)).endsWith("x".repeat(100));
      assertThat(arrived).containsExactly("/bodyabc");
    }
  }

  @Test
  void aBodyThatIsDroppedNeverArrives() throws IOException {
    Hold hold = Hold.bodiesAfter(2);
    try (FaultyProxy proxy = proxy(hold)) {
      try (Socket socket = send(proxy, PUT)) {
        assertThat(hold.awaitHeld(1)).isTrue();
        hold.drop();
        assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketException.class);
      }
      // the server takes one after the other
      try (Socket next = send(proxy, GET.formatted("next"))) {
        assertThat(answer(next)).endsWith("x".repeat(100));
      }
      assertThat(arrived).containsExactly("/next");
    }
  }

  @Test
  void aSmallBodyIsNotHeld() throws IOException {
    try (FaultyProxy proxy = proxy(Hold.bodiesAfter(3));
        Socket socket = send(proxy, PUT)) {
      assertThat(answer(socket)).endsWith("x".repeat(100));
      assertThat(arrived).containsExactly("/bodyabc");
    }
  }

  @Test
  void ofAnAnswerExactlySoManyBytesCome() throws IOException {
    Hold hold = Hold.answersAfter(40);
    try (FaultyProxy proxy = proxy(hold);
        Socket socket = send(proxy, GET.formatted("answer"))) {
      StringBuilder part = new StringBuilder();
      while (!part.toString().endsWith("\r\n\r\n" + "x".repeat(40))) {
        part.append((char) socket.getInputStream().read());
      }
      assertThat(hold.awaitHeld(1)).isTrue();
      assertThat(socket.getInputStream().available()).isZero();
      hold.release();
      assertThat(answer(socket)).isEqualTo("x".repeat(60));
    }
  }
}
