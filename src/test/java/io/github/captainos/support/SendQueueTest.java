package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SendQueueTest {
  private static final int SIZE = 1 << 20;

  @Test
  @EnabledOnOs(OS.LINUX)
  void isWhatTheOtherEndHasNotReceived() throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(1 << 14);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket accepted = server.accept()) {
        SendQueue queue = new SendQueue(client.getLocalPort(), client.getPort());
        assertThat(queue.bytes()).isZero();

        client.getOutputStream().write(new byte[SIZE]);
        assertThat(queue.bytes()).isBetween(SIZE / 2L, (long) SIZE);

        accepted.getInputStream().readNBytes(SIZE);
        HangGuard.await("an empty queue", () -> queue.bytes() == 0);
      }
    }
  }

  @Test
  void ofAnUnknownConnectionIsEmpty() {
    assertThat(new SendQueue(0, 0).bytes()).isZero();
  }
}
