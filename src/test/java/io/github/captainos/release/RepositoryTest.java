package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghcr.io",
        "localhost:5000",
        "127.0.0.1:80",
        "my-host",
        "[::1]:5000",
        "[::1]",
        "[2001:db8::8a2e:370:7334]:443",
        "[0:0:0:0:0:0:0:1]",
        "oci:a/b",
        "oci:/"
      })
  void takesRegistries(String registry) throws ReleaseException {
    assertThat(of(registry, "a/b").reference("v1")).isEqualTo(registry + "/a/b/artifacts:v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "https://ghcr.io;  omit https://",
        "ghcr.io/captain;  The path in a registry belongs in captain.repository",
        "target/images;    a directory is written oci:target/images.",
        "/srv/images;      a directory is written oci:/srv/images.",
        "file:target/x;    Write it as oci:target/x.",
        "file:///srv/x;    Write it as oci:/srv/x.",
        "oci://ghcr.io;    'Write a registry without oci://, as ghcr.io; a directory as oci:/ghcr.io, or as'",
        "oci:///srv/x;     Write a registry without oci://",
        "ghcr.io:;         is not written host[:port]",
        "a b;              is not written host[:port]",
        "oci:;             does not name a directory",
        "[::1]:;           is not written host[:port]",
        "[::1]:99999;      is not written host[:port]",
        "[::1]5000;        is not written host[:port]",
        "[1:2:3]:5000;     is not written host[:port]",
        "[:::1];           is not written host[:port]",
        "[::1%lo];         is not written host[:port]",
        "[localhost]:5000; is not written host[:port]",
        "[];               is not written host[:port]",
        "::1;              an IPv6 address is in brackets, as in [::1]:5000",
        "localhost:99999;  is not written host[:port]",
        "localhost:123456789012; is not written host[:port]",
      })
  void refusesWhatIsNoRegistry(String registry, String why) {
    assertThatThrownBy(() -> of(registry, "a/b"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("'" + registry + "' (from here)")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Tinkerbell/Captain;  Set captain.repository to tinkerbell/captain.",
        "../a;                is not a valid name in a registry",
        "a//b;                is not a valid name in a registry",
        "/a;                  is not a valid name in a registry",
        "a:b;                 is not a valid name in a registry",
      })
  void refusesWhatIsNoRepository(String repository, String why) {
    assertThatThrownBy(() -> of("ghcr.io", repository))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("'" + repository + "' (from here)")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,here,ghcr.io/example/os,to example/os: the registry is ghcr.io already.",
    "ghcr.io,the default of captain.registry,quay.io/example/os,'to example/os, and captain.registry"
        + " to quay.io.'"
  })
  void refusesARegistryInTheRepository(
      String registry, String origin, String repository, String advice) {
    assertThatThrownBy(() -> of(new Setting(registry, origin), repository))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "The repository '%s' (from here) begins with a registry. Set captain.repository %s",
            repository, advice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mirror.example:5000", "oci:images"})
  void takesTheRepositoriesOfMirrors(String registry) throws ReleaseException {
    assertThat(of(registry, "ghcr.io/example/os").name())
        .isEqualTo(registry + "/ghcr.io/example/os/artifacts");
  }

  @Test
  void doesNotRepeatCredentials() {
    for (String registry : new String[] {"joe:s3cret@ghcr.io", "https://joe:s3cret@ghcr.io"}) {
      assertThatThrownBy(() -> of(registry, "a/b"))
          .hasMessageContaining("Credentials belong in captain.username")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void saysHowToSetTheRepository() {
    assertThatThrownBy(() -> of("ghcr.io", null))
        .hasMessageContaining("-Dcaptain.repository")
        .hasMessageContaining("GITHUB_REPOSITORY");
  }

  @Test
  void certificatesThatAreMissingAreAnErrorThatNamesTheFile() {
    RegistryOptions options =
        new RegistryOptions(
            0,
            HangGuard.TIMEOUT,
            null,
            "",
            Path.of("/none/missing.pem"),
            false,
            ProxySelector.getDefault(),
            new Authenticator() {},
            ParameterNames.USUAL);
    assertThatThrownBy(() -> of(new Setting("ghcr.io", "here"), "a/b", options).open(Access.READ))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "Cannot read the certificates of captain.caCertificate: /none/missing.pem: there is no"
                + " such file. Set it to a file in PEM.");
  }

  private static Repository of(String registry, @Nullable String repository)
      throws ReleaseException {
    return of(new Setting(registry, "here"), repository);
  }

  private static Repository of(Setting registry, @Nullable String repository)
      throws ReleaseException {
    return of(registry, repository, RegistryOptions.of(5, HangGuard.TIMEOUT));
  }

  private static Repository of(
      Setting registry, @Nullable String repository, RegistryOptions options)
      throws ReleaseException {
    return Repository.of(
        registry,
        repository == null ? null : new Setting(repository, "here"),
        new Setting("artifacts", "here"),
        Path.of("/start"),
        options,
        false);
  }
}
