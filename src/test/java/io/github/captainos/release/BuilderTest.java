package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.trust.Provenance;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
  private static final String WORKFLOW = "acme/os/.github/workflows/images.yml@refs/heads/main";

  private static String id(@Nullable String given, Map<String, String> environment)
      throws ReleaseException {
    return Builder.of(
            given == null ? null : new Setting(given, "the test"),
            name ->
                Optional.ofNullable(environment.get(name)).map(value -> new Setting(value, name)))
        .id();
  }

  @Test
  void onGitHubActionsItIsTheWorkflow() throws Exception {
    assertThat(id(null, Map.of("GITHUB_WORKFLOW_REF", WORKFLOW)))
        .isEqualTo("https://github.com/" + WORKFLOW);
    assertThat(
            id(
                null,
                Map.of(
                    "GITHUB_SERVER_URL", "https://git.example/", "GITHUB_WORKFLOW_REF", WORKFLOW)))
        .isEqualTo("https://git.example/" + WORKFLOW);
    // what a POM says may have been written for other machines
    assertThat(id("urn:x", Map.of("GITHUB_WORKFLOW_REF", WORKFLOW)))
        .isEqualTo("https://github.com/" + WORKFLOW);
  }

  @Test
  void elsewhereItIsWhatWasSetOrIsNotKnown() throws Exception {
    assertThat(id("urn:x", Map.of())).isEqualTo("urn:x");
    assertThat(id(null, Map.of("GITHUB_SERVER_URL", "https://git.example")))
        .isEqualTo(Provenance.UNKNOWN_BUILDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"builder", "/builder", "a b", "https://exa mple"})
  void otherTextsAreNoUri(String given) {
    assertThatThrownBy(() -> id(given, Map.of()))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("captain.builderId must be a URI")
        .hasMessageContaining("'" + given + "' (from the test)");
  }

  @Test
  void onlyACommitInFullIsNamed() throws Exception {
    Builder builder = new Builder("urn:x");
    String full = "12".repeat(20);
    assertThat(builder.provenance("os:v1", null, full).commit()).isEqualTo(full);
    assertThat(builder.provenance("os:v1", null, "12".repeat(32)).commit()).hasSize(64);
    assertThat(builder.provenance("os:v1", null, null).commit()).isNull();
    assertThat(builder.provenance("os:v1", null, "release-7").commit()).isNull();
    assertThatThrownBy(() -> builder.provenance("os:v1", null, "1234567"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("The commit 1234567 is abbreviated");
  }

  @Test
  void noTokenIsStated() throws Exception {
    assertThat(id("https://me:abc@ci.example/job?token=abc", Map.of()))
        .isEqualTo("https://ci.example/job");
    assertThat(
            id(
                null,
                Map.of(
                    "GITHUB_SERVER_URL",
                    "https://abc@git.example/?token=abc",
                    "GITHUB_WORKFLOW_REF",
                    WORKFLOW)))
        .isEqualTo("https://git.example/" + WORKFLOW);
    assertThatThrownBy(() -> id("ci.example/job?token=abc", Map.of()))
        .hasMessageContaining("'ci.example/job'");
    // as images that other programs have published may have it
    assertThat(
            new Builder("urn:x")
                .provenance("os:v1", "https://abc@git.example/os?token=abc", null)
                .source())
        .isEqualTo("https://git.example/os");
  }
}
