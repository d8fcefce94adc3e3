package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The hosts that can only be this machine. */
class OriginTest {
  @Test
  void plainHttpIsNotUsedForOtherHosts() {
    for (String host :
        new String[] {
          "localhost", "127.0.0.1", "127.1.2.3", "[::1]", "::1", "[0:0:0:0:0:0:0:1]", "[0::0001]"
        }) {
      assertThat(Origin.isLoopback(host)).as(host).isTrue();
    }
    for (String host :
        new String[] {
          "localhost.example",
          "127.0.0.1.example",
          "10.0.0.1",
          "ghcr.io",
          "1270.0.0.1",
          "[::]",
          "[::2]",
          "[fe80::1]",
          "[::1].example",
          "[localhost:]",
          "localhost:5000"
        }) {
      assertThat(Origin.isLoopback(host)).as(host).isFalse();
    }
  }
}
