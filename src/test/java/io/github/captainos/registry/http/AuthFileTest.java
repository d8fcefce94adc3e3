package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in a file of Docker's or Podman's for a repository. */
class AuthFileTest {
  private static final String SECRET = "secret-of-the-test";

  @TempDir private Path directory;

  private Optional<Credential> find(String content, String registry, String repository)
      throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), content);
    return Credentials.find(new RepositoryName(registry, repository), file);
  }

  private static String auth(String decoded) {
    String encoded = Base64.getEncoder().encodeToString(decoded.getBytes(UTF_8));
    return "{\"auth\":\"" + encoded + "\"}";
  }

  /** An entry for each key, in which the name of the user is the key. */
  private static String auths(String... keys) {
    StringBuilder entries = new StringBuilder();
    for (String key : keys) {
      String user = key.replace(':', '_');
      entries.append(",\"").append(key).append("\":").append(auth(user + ":" + SECRET));
    }
    return "{\"auths\":{" + entries.substring(1) + "}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghcr.io",
        "ghcr.io/",
        "http://ghcr.io",
        "https://ghcr.io",
        "https://ghcr.io/",
        "https://ghcr.io/v1/",
        "https://ghcr.io/v2",
        "ghcr.io/v2/",
        "ghcr.io/org",
        "ghcr.io/org/os"
      })
  void anEntryIsFoundHoweverItIsWritten(String key) throws IOException {
    assertThat(find(auths(key), "ghcr.io", "org/os"))
        .contains(Credential.from(key.replace(':', '_'), SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:5000", "http://[::1]:5000", "https://[::1]:5000/v2/"})
  void anEntryMayBeForAnIpv6Address(String key) throws IOException {
    assertThat(find(auths(key), "[::1]:5000", "org/os")).isPresent();
    assertThat(find(auths(key), "[::1]", "org/os")).isEmpty();
    assertThat(find(auths(key), "[::2]:5000", "org/os")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghcr.io/other",
        "ghcr.io/or",
        "ghcr.io/org/o",
        "ghcr.io/org/os/more",
        "https://ghcr.io/other",
        "ghcr.io:443",
        "ghcr-io",
        "ghcrxio",
        "evil-ghcr.io",
        "ghcr.io.evil",
        "https://evil/ghcr.io",
        "docker.io"
      })
  void anEntryOfSomebodyElseIsNotTaken(String key) throws IOException {
    assertThat(find(auths(key), "ghcr.io", "org/os")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:5000", "https://localhost:5000", "https://localhost:5000/v1/"})
  void aPortBelongsToTheName(String key) throws IOException {
    assertThat(find(auths("localhost", key, "localhost:5001"), "localhost:5000", "os"))
        .contains(Credential.from(key.replace(':', '_'), SECRET));
  }

  @Test
  void anEntryWithoutAPortIsNotForOneWithAPort() throws IOException {
    assertThat(find(auths("localhost"), "localhost:5000", "os")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "org/os, ghcr.io/org/os",
    "org/other, ghcr.io/org",
    "org/os/artifacts, ghcr.io/org/os",
    "organisation/os, ghcr.io",
    "else/os, ghcr.io"
  })
  void theClosestEntryWins(String repository, String key) throws IOException {
    String config = auths("ghcr.io", "ghcr.io/org", "ghcr.io/org/os", "ghcr.io/org/os/artifact");
    assertThat(find(config, "ghcr.io", repository)).contains(Credential.from(key, SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://index.docker.io/v1/", "index.docker.io", "docker.io"})
  void dockerHubHasMoreThanOneName(String key) throws IOException {
    assertThat(find(auths(key), "registry-1.docker.io", "library/os"))
        .contains(Credential.from(key.replace(':', '_'), SECRET));
  }

  @Test
  void anEmptyEntryIsNone() throws IOException {
    assertThat(find("{\"auths\":{\"ghcr.io\":{}}}", "ghcr.io", "os")).isEmpty();
    assertThat(find("{\"auths\":{\"ghcr.io\":{\"auth\":\"\"}}}", "ghcr.io", "os")).isEmpty();
    assertThat(find("{\"auths\":{}}", "ghcr.io", "os")).isEmpty();
    assertThat(find("{}", "ghcr.io", "os")).isEmpty();
  }

  @Test
  void whatIsNullIsNotThere() throws IOException {
    String config =
        "{\"credsStore\":null,\"credHelpers\":null,\"auths\":{\"ghcr.io\":{\"auth\":null,"
            + "\"identitytoken\":null,\"username\":null}}}";
    assertThat(find(config, "ghcr.io", "os")).isEmpty();
  }

  @Test
  void anEmptyFileHasNothing() throws IOException {
    assertThat(find("", "ghcr.io", "os")).isEmpty();
  }

  @Test
  void aPasswordMayHaveColonsAndOtherLetters() throws IOException {
    assertThat(find("{\"auths\":{\"r.io\":" + auth("joe:ä:b:") + "}}", "r.io", "os"))
        .contains(Credential.from("joe", "ä:b:"));
  }

  @Test
  void thePaddingOfDockerIsNoPartOfThePassword() throws IOException {
    assertThat(find("{\"auths\":{\"r.io\":" + auth("joe:pw\0\0\0") + "}}", "r.io", "os"))
        .contains(Credential.from("joe", "pw"));
  }

  @Test
  void aNameAndAPasswordMayStandForThemselves() throws IOException {
    String entry = "{\"username\":\"joe\",\"password\":\"pw\"}";
    assertThat(find("{\"auths\":{\"r.io\":" + entry + "}}", "r.io", "os"))
        .contains(Credential.from("joe", "pw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-0000-0000-000000000000", "joe", "<token>", ""})
  void anIdentityTokenIsTakenWhateverTheNameOfTheUser(String user) throws IOException {
    String entry = auth(user + ":").replace("}", ",\"identitytoken\":\"a+b\"}");
    assertThat(find("{\"auths\":{\"r.io\":" + entry + "}}", "r.io", "os"))
        .hasValueSatisfying(
            found -> {
              assertThat(found.isOAuth2RefreshToken()).isTrue();
              assertThat(found.getPassword()).isEqualTo("a+b");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // broken base64
        "{\"auths\":{\"r.io\":{\"auth\":\"" + SECRET + "\"}}}",
        // no colon: base64 of secret-of-the-test
        "{\"auths\":{\"r.io\":{\"auth\":\"c2VjcmV0LW9mLXRoZS10ZXN0\"}}}",
        // no JSON, and JSON that is no object
        "{\"auths\":{\"r.io\":{\"auth\":" + SECRET + "}}}",
        "{\"auths\":{\"r.io\":{\"auth\":\"" + SECRET,
        "[\"" + SECRET + "\"]",
        "\"" + SECRET + "\""
      })
  void whatIsNotWrittenAsItShouldBeIsSaidWithoutBeingQuoted(String content) {
    Throwable failure = catchThrowable(() -> find(content, "r.io", "os"));
    assertThat(failure)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(directory.resolve("config.json").toString())
        .hasMessageContaining("log in again".substring(1));
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("secret", "c2Vj");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    // a directory: not even root can read it
    Path file = Files.createDirectory(directory.resolve("auth.json"));
    assertThatThrownBy(() -> Credentials.find(new RepositoryName("r.io", "os"), file))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the credentials cannot be read")
        .hasMessageContaining(file.toString());
  }

  @Test
  void aHelperThatDoesNotAnswerIsNotPassedOver() {
    String config = auths("r.io").replaceFirst("\\{", "{\"credsStore\":\"of-nobody\",");
    assertThatThrownBy(() -> find(config, "r.io", "os"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("docker-credential-of-nobody");
  }
}
