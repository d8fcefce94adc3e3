package io.github.captainos.registry.remote.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.AcceptLoop;
import io.github.captainos.testing.server.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers with TLS that answer before they have read a body. They read on for a while, as nginx
 * does, and close the connection; a client that has not read the answer by then cannot any more.
 */
class EarlyRefusalTest {
  /** Several times as much as the buffers of a connection hold. */
  private static final int SIZE = 32 << 20;

  private static final byte[] BYTES = new byte[SIZE];
  private static final Descriptor DESCRIPTOR = Descriptor.of("m", Sha256.of(BYTES), SIZE);

  @TempDir private Path directory;
  private final AtomicLong written = new AtomicLong();
  private final AtomicInteger puts = new AtomicInteger();
  private ServerSocket server;
  private Registry registry;
  private volatile String early = "";

  /** How much the server reads of a body after its answer. */
  private volatile long reading;

  @BeforeEach
  void start() throws Exception {
    Certificates certificates = Certificates.create(directory.resolve("certificates"));
    certificates.issue("registry", "ip:127.0.0.1");
    server = certificates.server().getServerSocketFactory().createServerSocket();
    server.setReceiveBufferSize(1 << 16);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    AcceptLoop.start(server, "early-refusal", this::serve);
    registry =
        new RemoteRegistry(
            new RepositoryName("127.0.0.1:" + server.getLocalPort(), "os"),
            Access.WRITE,
            null,
            new RegistryOptions(
                1,
                HangGuard.TIMEOUT,
                null,
                "",
                certificates.authority(),
                false,
                null,
                new Authenticator() {},
                ParameterNames.USUAL),
            new TimeWithoutPauses());
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
    server.close();
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      StringBuilder head = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        head.append((char) next);
        if (head.toString().endsWith("\r\n\r\n")) {
          answer(head.toString(), in, client.getOutputStream());
          return;
        }
      }
    } catch (IOException e) {
      // the client hung up
    }
  }

  private void answer(String head, InputStream in, OutputStream out) throws IOException {
    if (head.startsWith("PUT")) {
      puts.incrementAndGet();
      send(out, early);
      in.skipNBytes(reading);
      if (reading == SIZE) {
        send(out, "201 Created");
      }
    } else if (head.startsWith("POST")) {
      send(out, "202 Accepted\r\nLocation: /v2/os/blobs/uploads/1");
    } else {
      send(out, head.startsWith("GET /v2/ ") ? "200 OK" : "404 Not Found");
    }
  }

  private static void send(OutputStream out, String status) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\n";
    String rest =
        status.startsWith("100") ? "\r\n" : "Content-Length: 0\r\nConnection: close\r\n\r\n";
    out.write((head + rest).getBytes(ISO_8859_1));
    out.flush();
  }

  private Blob blob() {
    return new Blob() {
      @Override
      public Descriptor descriptor() {
        return DESCRIPTOR;
      }

      @Override
      public InputStream open(long from) {
        return new ByteArrayInputStream(BYTES, Math.toIntExact(from), SIZE) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            int read = super.read(buffer, offset, length);
            written.addAndGet(Math.max(read, 0));
            return read;
          }
        };
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"413 Payload Too Large", "403 Forbidden"})
  void areHeardBeforeTheyClose(String status) {
    early = status;
    reading = 16 << 20;

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered " + status.substring(0, 3));
    assertThat(puts).hasValue(1);
    assertThat(written.get()).as("the rest is not sent").isLessThan(reading);
  }

  @Test
  void anAnswerThatIsNoRefusalDoesNotEndTheUpload() throws IOException {
    early = "100 Continue";
    reading = SIZE;

    registry.pushBlob(blob());

    assertThat(puts).hasValue(1);
  }
}
