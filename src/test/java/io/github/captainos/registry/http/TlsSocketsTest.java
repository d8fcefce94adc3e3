package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.http.HttpHost;
import org.apache.http.protocol.BasicHttpContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsSocketsTest {
  private final Timers timers = new Timers();
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    timers.shutdownNow();
  }

  /** Timers that expire on command. */
  private static final class Timers extends ScheduledThreadPoolExecutor {
    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
    private final List<ScheduledFuture<?>> running = new CopyOnWriteArrayList<>();

    Timers() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      assertThat(unit.toSeconds(delay)).isEqualTo(120);
      tasks.add(task);
      ScheduledFuture<?> timer = super.schedule(task, 1000, TimeUnit.DAYS);
      running.add(timer);
      return timer;
    }
  }

  private interface Server {
    void serve(Socket client) throws IOException;
  }

  private void connect(Server behaviour) throws IOException {
    CompletableFuture<Void> served =
        CompletableFuture.runAsync(
            () -> {
              try (Socket client = server.accept()) {
                client.getInputStream().read(); // the first byte of the handshake
                behaviour.serve(client);
                client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                // the client has closed the connection
              }
            });
    TlsSockets tls =
        new TlsSockets(TrustedCertificates.unverified(), timers, Duration.ofSeconds(60));
    try (Socket socket = tls.createSocket(new BasicHttpContext())) {
      tls.connectSocket(
          0,
          socket,
          new HttpHost("localhost", server.getLocalPort(), "https"),
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
          null,
          new BasicHttpContext());
    } finally {
      served.join();
    }
  }

  @Test
  void aHandshakeThatTakesTooLongEnds() {
    assertThatThrownBy(
            () ->
                connect(
                    client -> {
                      client.getOutputStream().write(0x16);
                      timers.tasks.forEach(Runnable::run);
                    }))
        .isInstanceOf(SlowAnswerException.class);
    assertThat(timers.running).hasSize(1).allMatch(ScheduledFuture::isCancelled);
  }

  @Test
  void aHandshakeThatFailsKeepsItsOwnReason() {
    assertThatThrownBy(
            () ->
                connect(
                    client -> {
                      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes());
                      client.shutdownOutput();
                    }))
        .isInstanceOf(SSLException.class);
    assertThat(timers.running).hasSize(1).allMatch(ScheduledFuture::isCancelled);
  }
}
