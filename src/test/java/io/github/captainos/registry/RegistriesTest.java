package io.github.captainos.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of registries and repositories. */
class RegistriesTest {
  @TempDir private Path directory;

  private String identity(String registry) {
    return Registries.identity(registry, "os", directory);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io, GHCR.io",
    "ghcr.io, ghcr.io:443",
    "localhost:5000, LocalHost:5000",
    "docker.io, Index.Docker.io",
    "docker.io, registry-1.docker.io"
  })
  void aRemoteRegistryHasSeveralSpellings(String one, String other) {
    assertThat(Registries.areSameHost(one, other)).isTrue();
    assertThat(identity(one)).isEqualTo(identity(other));
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io, ghcr.io:5000",
    "localhost:5000, localhost:5001",
    "localhost:8443, localhost",
    "[::443], [::]",
    "oci:images, images",
    "images, oci:images"
  })
  void otherRegistriesAreNotTheSame(String one, String other) {
    assertThat(Registries.areSameHost(one, other)).isFalse();
    assertThat(identity(one)).isNotEqualTo(identity(other));
  }

  @Test
  void aLayoutIsTheSameBehindALink() throws IOException {
    Files.createDirectories(directory.resolve("images/os"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("images"));

    assertThat(identity("oci:link")).isEqualTo(identity("oci:images"));
    assertThat(identity("oci:x/../images")).isEqualTo(identity("oci:images"));
    assertThat(identity("oci:other")).isNotEqualTo(identity("oci:images"));
    assertThat(Registries.areSameHost("oci:images", "oci:images")).isFalse();
  }
}
