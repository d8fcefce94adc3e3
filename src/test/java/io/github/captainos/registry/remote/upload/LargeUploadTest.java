package io.github.captainos.registry.remote.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.AcceptLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads that are too large for the buffers of a connection, at a server that does not read them.
 */
class LargeUploadTest {
  private static final long SIZE = 32 << 20;

  private static Layer layer;

  private final ManualTime time = new ManualTime();
  @TempDir private static Path directory;
  private final AtomicInteger uploads = new AtomicInteger();
  private ServerSocket server;

  /** What the server does with the body of an upload. */
  private Reading reading = in -> {};

  /** The server's answer; none if it is empty. */
  private String answer = "";

  /** The header {@code Connection} of answers to uploads. */
  private String connectionOfUploads = "close";

  private interface Reading {
    void read(InputStream body) throws IOException;
  }

  @BeforeAll
  static void createLayer() throws IOException {
    Path file = Files.createFile(directory.resolve("large"));
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(SIZE);
    }
    layer = Layer.of(file, "large");
  }

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket();
    server.setReceiveBufferSize(1 << 16);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    AcceptLoop.start(server, "large-upload", this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (head.startsWith("PUT")) {
        uploads.incrementAndGet();
        reading.read(client.getInputStream());
        if (!answer.isEmpty()) {
          send(client, answer, connectionOfUploads);
        }
      } else if (head.startsWith("POST")) {
        send(client, "202 Accepted\r\nLocation: /v2/os/blobs/uploads/1");
      } else {
        send(client, head.startsWith("GET /v2/ ") ? "200 OK" : "404 Not Found");
      }
    } catch (IOException e) {
      // the client closed the connection
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int next;
    while (!head.toString().endsWith("\r\n\r\n") && (next = in.read()) >= 0) {
      head.append((char) next);
    }
    return head.toString();
  }

  private static void send(Socket client, String answer) throws IOException {
    send(client, answer, "close");
  }

  private static void send(Socket client, String answer, String connection) throws IOException {
    String head = "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: ";
    String text = head + connection + "\r\n\r\n";
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    client.getOutputStream().flush();
  }

  private Registry open(int retries) throws IOException {
    String registry = "127.0.0.1:" + server.getLocalPort();
    return new RemoteRegistry(
        new RepositoryName(registry, "os"),
        Access.WRITE,
        null,
        RegistryOptions.of(retries, HangGuard.TIMEOUT),
        time);
  }

  @Test
  void nobodyWaitsForEverForAServerThatDoesNotRead() throws IOException {
    reading = body -> time.timers().goOffUntilCancelled();
    try (Registry registry = open(1)) {
      assertThatThrownBy(() -> registry.pushBlob(layer))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("did not answer in time; tried 2 times");
    }
    assertThat(uploads).hasValue(2);
  }

  @Test
  void aServerThatReadsSlowlyIsWaitedFor() throws IOException {
    // each time more than the buffers of a connection hold, so that the client has sent more
    reading =
        body -> {
          for (int i = 0; i < 4; i++) {
            time.timers().goOff();
            body.skipNBytes(SIZE / 4);
          }
          body.skipNBytes(layer.descriptor().size() - SIZE);
        };
    answer = "201 Created";
    try (Registry registry = open(0)) {
      registry.pushBlob(layer);
    }
    assertThat(uploads).hasValue(1);
  }

  @Test
  void aServerThatSaysNoBeforeItHasReadAllIsHeard() throws IOException {
    answer = "413 Too Large";
    try (Registry registry = open(3)) {
      assertThatThrownBy(() -> registry.pushBlob(layer))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry answered 413");
    }
    assertThat(uploads).hasValue(1);
  }

  @Test
  void aConnectionWithHalfAnUploadIsNotUsedAgain() throws IOException {
    answer = "413 Too Large";
    try (Registry registry = open(0)) {
      connectionOfUploads = "keep-alive";
      assertThatThrownBy(() -> registry.pushBlob(layer)).hasMessageContaining("answered 413");
      assertThat(registry.manifest("v1")).isEmpty();
    }
  }
}
