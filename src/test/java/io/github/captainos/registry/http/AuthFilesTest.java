package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which files are asked, and in which order. */
class AuthFilesTest {
  private static List<String> files(Map<String, String> environment) throws RegistryException {
    return Credentials.files(environment, "/home/joe").stream().map(Path::toString).toList();
  }

  @Test
  void dockersFileIsAskedBeforePodmans() throws RegistryException {
    assertThat(files(Map.of()))
        .containsExactly("/home/joe/.docker/config.json", "/home/joe/.config/containers/auth.json");
  }

  @Test
  void dockersDirectoryMayBeElsewhere() throws RegistryException {
    assertThat(files(Map.of("DOCKER_CONFIG", "/docker")))
        .containsExactly("/docker/config.json", "/home/joe/.config/containers/auth.json");
  }

  @Test
  void theFileOfTheSessionIsAskedBeforeTheUsersOwn() throws RegistryException {
    assertThat(files(Map.of("XDG_RUNTIME_DIR", "/run/user/1", "XDG_CONFIG_HOME", "/settings")))
        .containsExactly(
            "/home/joe/.docker/config.json",
            "/run/user/1/containers/auth.json",
            "/settings/containers/auth.json");
  }

  @Test
  void whereAFileIsNamedPodmansOthersAreNotAsked() throws RegistryException {
    assertThat(
            files(
                Map.of(
                    "REGISTRY_AUTH_FILE", "/ci/login.json",
                    "XDG_RUNTIME_DIR", "/run/user/1",
                    "XDG_CONFIG_HOME", "/settings")))
        .containsExactly("/home/joe/.docker/config.json", "/ci/login.json");
  }

  @Test
  void aBlankVariableIsNone() throws RegistryException {
    assertThat(
            files(
                Map.of(
                    "DOCKER_CONFIG", "",
                    "REGISTRY_AUTH_FILE", " ",
                    "XDG_RUNTIME_DIR", "",
                    "XDG_CONFIG_HOME", "")))
        .isEqualTo(files(Map.of()));
  }

  @Test
  void aVariableThatHoldsNoPathIsNamed() {
    assertThatThrownBy(() -> files(Map.of("DOCKER_CONFIG", "a\0b")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("DOCKER_CONFIG");
  }
}
