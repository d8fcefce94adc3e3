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
import org.apache.http.protocol.HttpContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsTest {
  private final Timers timers = new Timers();
  private ServerSocket server;
  private Deadline deadline;

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
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      assertThat(unit.toSeconds(first)).isEqualTo(120);
      tasks.add(task);
      ScheduledFuture<?> timer = schedule(task, 1000, TimeUnit.DAYS);
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
    Tls tls = Tls.unverified();
    HttpContext context = new BasicHttpContext();
    deadline = new Deadline(timers, Duration.ofSeconds(60), Duration.ZERO, context);
    try (Socket socket = tls.createSocket(context)) {
      tls.connectSocket(
          0,
          socket,
          new HttpHost("localhost", server.getLocalPort(), "https"),
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
          null,
          context);
    } finally {
      deadline.stop();
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
        .isInstanceOf(IOException.class);
    assertThat(deadline.missed()).isEqualTo(NetworkException.Kind.SLOW);
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
    assertThat(deadline.missed()).isNull();
    assertThat(timers.running).hasSize(1).allMatch(ScheduledFuture::isCancelled);
  }
}
