package io.github.captainos.registry.remote.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.support.DaemonThreads;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are opened before there is a request for them. */
class ConnectionsAheadTest {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("forward"));
  private final AtomicInteger connections = new AtomicInteger();
  private FakeRegistry server;
  private ServerSocket front;

  /** Starts a registry behind a server that counts its connections. */
  @BeforeEach
  void start() throws IOException {
    server = FakeRegistry.start();
    front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    int port = Integer.parseInt(server.address().replaceFirst(".*:", ""));
    threads.submit(
        () -> {
          while (true) {
            Socket client = front.accept();
            connections.incrementAndGet();
            Socket registry = new Socket(InetAddress.getLoopbackAddress(), port);
            threads.submit(() -> client.getInputStream().transferTo(registry.getOutputStream()));
            threads.submit(() -> registry.getInputStream().transferTo(client.getOutputStream()));
          }
        });
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    server.close();
    threads.shutdownNow();
  }

  private RemoteRegistry open(RegistryOptions options) throws IOException {
    return new RemoteRegistry(
        new RepositoryName("127.0.0.1:" + front.getLocalPort(), "os"),
        Access.READ,
        null,
        options,
        new TimeWithoutPauses());
  }

  @Test
  void areUsedByTheRequestsThatFollow() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    server.answerWith(
        (line, exchange) -> {
          if (line.endsWith("/v1")) {
            begun.countDown();
            await(end);
          }
          return false;
        });
    try (RemoteRegistry registry = open(RegistryOptions.of(0, HangGuard.TIMEOUT))) {
      Future<?> first = threads.submit(() -> registry.manifest("v1"));
      await(begun);
      assertThat(connections.get()).as("the first request is the login's as well").isEqualTo(1);
      int requests = server.requests("").size();

      registry.connect();
      HangGuard.await("another connection", () -> connections.get() == 2);
      assertThat(server.requests("")).as("none was needed").hasSize(requests);

      registry.manifest("v2");
      assertThat(connections.get()).isEqualTo(2);
      end.countDown();
      first.get();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void areThoseOfTheFirstRequestWhereItIsDone() throws Exception {
    try (RemoteRegistry registry = open(RegistryOptions.of(0, HangGuard.TIMEOUT))) {
      registry.connect();
      assertThat(server.requests("")).as("that for whether it has TLS").hasSize(1);
      registry.logIn();
      registry.manifest("v1");

      assertThat(connections.get()).isEqualTo(1);
    }
  }

  @Test
  void thatFailAreAnErrorOfTheirOwn() throws Exception {
    front.close();
    try (RemoteRegistry registry = open(RegistryOptions.of(0, HangGuard.TIMEOUT))) {
      assertThatThrownBy(registry::connect).isInstanceOf(IOException.class);
    }
  }
}
