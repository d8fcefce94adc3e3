package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where credentials were found, or why there are none. */
class CredentialsTest {
  @TempDir private Path home;
  private final String homeBefore = System.getProperty("user.home");

  @BeforeEach
  void setHome() {
    System.setProperty("user.home", home.toString());
  }

  @AfterEach
  void restoreHome() {
    System.setProperty("user.home", homeBefore);
  }

  private static Credentials find() throws IOException {
    return Credentials.find(
        new RepositoryName("registry.example.org", "os"), RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  private Path logIn(String registry) throws IOException {
    Path file = home.resolve(".docker/config.json");
    Files.createDirectories(file.getParent());
    // joe:secret
    String login = "{\"auths\":{\"" + registry + "\":{\"auth\":\"am9lOnNlY3JldA==\"}}}";
    return Files.writeString(file, login);
  }

  @Test
  void theFileIsNamed() throws IOException {
    Path file = logIn("registry.example.org");
    assertThat(find().source()).isEqualTo("those in " + file);
    assertThat(find().credential()).isNotNull();
  }

  @Test
  void aFileThatHasOnlyOthersIsNamed() throws IOException {
    Path file = logIn("registry.example.org:5000");
    assertThat(find().source()).isEqualTo(file + " has none for this registry");
    assertThat(find().credential()).isNull();
  }

  @Test
  void theFileThatIsMissingIsNamed() throws IOException {
    assertThat(find().source()).isEqualTo("there is no " + home.resolve(".docker/config.json"));
    assertThat(find().credential()).isNull();
  }
}
