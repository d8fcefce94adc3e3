package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.TimeWithoutPauses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsTest {
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
    TimeWithoutPauses time =
        new TimeWithoutPauses() {
          @Override
          public ScheduledExecutorService scheduler() {
            return timers;
          }
        };
    RegistryOptions options = RegistryOptions.of(0, Duration.ofSeconds(60));
    try (ConnectionPool pool = new ConnectionPool(options, Tls.unverified(), time)) {
      pool.open(new URL("https://localhost:" + server.getLocalPort()));
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
        .isInstanceOfSatisfying(
            NetworkException.class,
            failure -> assertThat(failure.kind()).isEqualTo(NetworkException.Kind.SLOW));
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
        .isInstanceOfSatisfying(
            NetworkException.class,
            failure -> assertThat(failure.kind()).isEqualTo(NetworkException.Kind.NO_TLS))
        .hasCauseInstanceOf(SSLException.class);
    assertThat(timers.running).hasSize(1).allMatch(ScheduledFuture::isCancelled);
  }
}
