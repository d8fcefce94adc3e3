package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

  /** The digests of images depend on them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example/os",
        "https://git.example:8443/os@main",
        "https://[::1]:8443/os@main",
        "https://alice@git.example/os",
        "https://the-account-of-the-build-service@git.example/os",
        "https://git.example/os;v=1?h=main",
        "ssh://git@git.example:22/os@main",
        "git@git.example:os.git",
        "scm:git:https://git.example/os",
        "https://git.example/?p=os.git;a=summary;h=0123456789012345678901234567890123456789",
        "https://git.example/os?h=v1.2&id=7540d73&author=alice",
        "https://git.example/acme/_git/os?path=%2Fboot&version=GBmain&_a=contents",
        "https://git.example/os?q=100%&design=a#readme",
        "https://git.example/#/admin/repos/token",
        "https://git.example/os#keys"
      })
  void oneWithoutASecretIsUnchanged(String url) {
    assertThat(PublicUrl.of(url)).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=abc",
        "p=os.git;private_token=abc",
        "p=os&PRIVATE-TOKEN=abc",
        "access%5Ftoken=abc",
        "url=https%3A%2F%2Fgit.example%2F%3Ftoken%3Dabc",
        "url=https%3A%2F%2Fme%3Aabc%40git.example%2Fos",
        "X-Amz-Credential=abc&X-Amz-Signature=abc",
        "sv=2022&sig=abc",
        "password=a;b=c",
        "apikey=abc",
        "api_key=abc",
        "key=abc",
        "x=ghp_0123456789abcdefghij",
        "glpat-0123456789abcdefghij",
        "jwt=%",
        "code=abc",
        "login=me&pw=abc",
        "bearer=abc",
      })
  void noSecretInAQueryOrAFragmentIsPublished(String secret) {
    assertThat(PublicUrl.of("https://git.example/os?" + secret))
        .isEqualTo("https://git.example/os");
    assertThat(PublicUrl.of("https://git.example/os#" + secret))
        .isEqualTo("https://git.example/os");
    assertThat(PublicUrl.of("https://git.example/os?h=main#" + secret))
        .isEqualTo("https://git.example/os?h=main");
    assertThat(PublicUrl.of("https://git.example/os?" + secret + "#readme"))
        .isEqualTo("https://git.example/os#readme");
    assertThat(PublicUrl.withoutUser("https://me:pw@git.example/os?" + secret))
        .isEqualTo("https://git.example/os");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:pass@word@git.example:8443/os, https://git.example:8443/os",
    "https://me:se/cr@et@git.example/os, https://git.example/os",
    "https://me:se?cr#et@git.example/os, https://git.example/os",
    "ssh://git:secret@git.example/os, ssh://git.example/os",
    "https://ghp_0123456789abcdefghij@git.example/os, https://git.example/os",
    "https://0123456789abcdef0123456789abcdef01234567@git.example/os, https://git.example/os",
    "https://me@corp.example:secret@git.example/os, https://git.example/os",
    "https://me:pw@proxy/https://me:pw@git.example/os, https://proxy/https://git.example/os",
    "https://git.example/os;token=abc?h=v1, https://git.example/os"
  })
  void noPasswordIsPublished(String url, String expected) {
    assertThat(PublicUrl.of(url)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example/os, https://git.example/os",
    "https://TOKEN@git.example/os, https://git.example/os",
    "HTTPS://me:secret@git.example:8443/os@2, HTTPS://git.example:8443/os@2",
    "git+https://me:secret@git.example/os, git+https://git.example/os",
    "scm:git:https://TOKEN@git.example/os, scm:git:https://git.example/os",
    "https://me:se/cr@et@git.example/os, https://git.example/os",
    "https://me:se?cr#et@git.example/os, https://git.example/os",
    "ssh://git@git.example:22/os, ssh://git@git.example:22/os",
    "ssh://git:secret@git.example/os, ssh://git.example/os",
    "git@git.example:os.git, git@git.example:os.git",
    "https://git.example:8443/os@main, https://git.example:8443/os@main"
  })
  void theUserOfHttpCanBeLeftOut(String url, String expected) {
    assertThat(PublicUrl.withoutUser(url)).isEqualTo(expected);
  }
}
