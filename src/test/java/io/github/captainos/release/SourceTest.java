package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceTest {
  private static Optional<String> source(@Nullable String url, String server, String repository) {
    ConnectionSettings connecting = ConnectionSettings.of(0, Duration.ofSeconds(60));
    return new Source(url, server)
        .of(new Repository("ghcr.io", repository, "artifacts", Path.of(""), connecting));
  }

  @Test
  void isWhatTheProjectSaysOfItself() {
    assertThat(source("https://git.example.org/os", "https://github.com", "captain/os"))
        .contains("https://git.example.org/os");
  }

  @Test
  void isARepositoryOfTheServerWhereThatHasAnOwner() {
    assertThat(source(null, "https://github.com", "captain/os"))
        .contains("https://github.com/captain/os");
    assertThat(source(null, "https://github.example.org/", "captain/os"))
        .contains("https://github.example.org/captain/os");
    assertThat(source(null, "https://github.com", "os")).isEmpty();
    assertThat(source(null, "https://github.com", "group/captain/os")).isEmpty();
  }

  @Test
  void hasNoToken() {
    assertThat(
            source("https://git.example/os?private_token=abc", "https://github.com", "captain/os"))
        .contains("https://git.example/os");
    assertThat(source(null, "https://me:abc@git.example/?access_token=abc", "captain/os"))
        .contains("https://git.example/captain/os");
  }
}
