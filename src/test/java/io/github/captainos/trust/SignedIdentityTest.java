package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedIdentityTest {
  @ParameterizedTest
  @CsvSource({
    "tag, ghcr.io/acme/os:v1, true",
    "tag, ghcr.io/acme/os:v2, false",
    "tag, ghcr.io/acme/os, false",
    "tag, ghcr.io/acme/os:v1:v1, false",
    "tag, ghcr.io/acme/os2:v1, false",
    "tag, ghcr.io/acme:v1, false",
    "tag, quay.io/acme/os:v1, false",
    "tag, acme/os:v1, false",
    "tag, '', false",
    "repository, ghcr.io/acme/os:v1, true",
    "repository, ghcr.io/acme/os:v2, true",
    "repository, ghcr.io/acme/os, true",
    "repository, '', false",
    "repository, GHCR.IO/acme/os, false",
    "repository, ghcr.io/acme/OS:v1, false",
    "repository, ghcr.io/acme, false",
    "repository, ghcr.io/acme/os/, false",
    "repository, ghcr.io:443/acme/os, false",
    "repository, acme/os, false",
    "repository, quay.io/acme/os, false",
    "repository, ghcr.io/acme/os:, false",
    "repository, 'ghcr.io/acme/os:v1,ghcr.io/acme/os:v2', false",
    "tag, ghcr.io/acme/OS:v1, false",
    "tag, ghcr.io/acme/os:V1, false",
    "tag, ghcr.io:443/acme/os:v1, false",
    "tag, 'ghcr.io/acme/os:v1,ghcr.io/acme/os:v2', false",
    "digest, ghcr.io/acme/os:v1, true",
    "digest, quay.io/other:v2, true",
    "digest, '', true",
    "quay.io/up/os, quay.io/up/os, false",
    "quay.io/up/os, '', false",
    "quay.io/up/os:v9, quay.io/up/os, false",
    "repository, ghcr.io/acme/os:v1/os:v1, false",
    "repository, ghcr.io/acme/os2:v1, false",
    "repository, ghcr.io/acme/os/other:v1, false",
    "repository, quay.io/acme/os:v1, false",
    "quay.io/up/os, quay.io/up/os:v1, true",
    "quay.io/up/os, quay.io/up/os:v2, false",
    "quay.io/up/os, ghcr.io/acme/os:v1, false",
    "quay.io/up/os:v9, quay.io/up/os:v9, true",
    "quay.io/up/os:v9, quay.io/up/os:v1, false",
    "quay.io:5000/up/os, quay.io:5000/up/os:v1, true",
    "quay.io:5000/up/os, quay.io:5000/up/os:v5000, false",
    "'[::1]:5000/up/os', '[::1]:5000/up/os:v1', true",
    "acme/os, acme/os:v1, true",
    "acme/os, ghcr.io/acme/os:v1, false"
  })
  void aSignatureInARegistryHasToBeForTheReference(String rule, String reference, boolean matches) {
    SignedIdentity identity = SignedIdentity.of(rule, "ghcr.io/acme/os", "v1", false, false);
    assertThat(identity.matches(reference)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "tag, acme/os:v1, true",
    "tag, acme/os:v2, false",
    "tag, ghcr.io/acme/os:v1, true",
    "tag, localhost/acme/os:v1, true",
    "tag, registry:5000/acme/os:v1, true",
    "tag, ghcr.io/acme/os:v2, false",
    "tag, ghcr.io/other/os:v1, false",
    "tag, other/acme/os:v1, false",
    "tag, ghcr.io/ghcr.io/acme/os:v1, false",
    "tag, os:v1, false",
    "repository, ghcr.io/acme/os:v2, true",
    "repository, ghcr.io/acme/os, true",
    "repository, acme/os, true",
    "repository, ghcr.io/other/os:v2, false",
    "repository, ghcr.io/other/os, false",
    "quay.io/up/os, quay.io/up/os:v1, true",
    "quay.io/up/os, ghcr.io/up/os:v1, false",
    "quay.io/up/os, ghcr.io/quay.io/up/os:v1, false",
    "up/os, ghcr.io/up/os:v1, true",
    "up/os:v9, ghcr.io/up/os:v9, true",
    "up/os:v9, up/os:v1, false"
  })
  void aSignatureInALayoutMayBeForAnyRegistry(String rule, String reference, boolean matches) {
    SignedIdentity identity = SignedIdentity.of(rule, "acme/os", "v1", true, false);
    assertThat(identity.matches(reference)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "tag, ghcr.io/acme/os:v1, true",
    "tag, ghcr.io/acme/os, false",
    "repository, ghcr.io/acme/os:v2, true",
    "repository, ghcr.io/acme/os, false",
    "repository, ghcr.io/acme/os:, false",
    "repository, '', false",
    "quay.io/up/os, quay.io/up/os, false"
  })
  void whatAKeySignsHasToHaveASignatureForAFullReference(
      String rule, String reference, boolean matches) {
    SignedIdentity identity = SignedIdentity.of(rule, "ghcr.io/acme/os", "v1", false, true);
    assertThat(identity.matches(reference)).isEqualTo(matches);
    assertThatThrownBy(() -> SignedIdentity.of("digest", "ghcr.io/acme/os", "v1", false, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tags",
        "ghcr.io",
        "ghcr.io/",
        "ghcr.io/acme/",
        "ghcr.io/acme/os:",
        "a/b@c",
        "ghcr.io/acme/OS",
        "ghcr.io/acme/os:v1:v2",
        "https://ghcr.io/acme/os"
      })
  void otherRulesAreRefused(String rule) {
    assertThatThrownBy(() -> SignedIdentity.of(rule, "ghcr.io/acme/os", "v1", false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'"
                + rule
                + "' is none of 'tag', 'repository', 'digest', REGISTRY/REPOSITORY and"
                + " REGISTRY/REPOSITORY:TAG");
  }
}
