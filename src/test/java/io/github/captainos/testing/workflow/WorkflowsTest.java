package io.github.captainos.testing.workflow;

import static io.github.captainos.testing.workflow.Workflow.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the workflows keep to, and no linter asks of them. */
class WorkflowsTest {
  private static final Pattern PINNED =
      Pattern.compile("uses: [\\w-]+/[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
      return files.sorted().toList();
    }
  }

  private static List<Map<String, Object>> steps(Path file) throws IOException {
    List<Map<String, Object>> steps = new ArrayList<>();
    Workflow.read(file).jobs().values().forEach(job -> steps.addAll(Workflow.steps(job)));
    assertThat(steps).isNotEmpty();
    return steps;
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedByItsDigestAndHasItsVersionBesideIt(Path file) throws IOException {
    List<String> uses = Files.readAllLines(file).stream().filter(l -> l.contains("uses:")).toList();
    assertThat(uses).isNotEmpty().allMatch(line -> PINNED.matcher(line).find());
  }

  /** A branch may be called {@code $(rm -r .)}: what is put into a script is run. */
  @ParameterizedTest
  @MethodSource("workflows")
  void noScriptHasAnExpressionInIt(Path file) throws IOException {
    assertThat(steps(file))
        .allSatisfy(
            step -> assertThat(step.getOrDefault("run", "").toString()).doesNotContain("${{"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void noCheckoutLeavesTheTokenBehind(Path file) throws IOException {
    assertThat(steps(file))
        .filteredOn(step -> step.getOrDefault("uses", "").toString().contains("/checkout@"))
        .isNotEmpty()
        .allSatisfy(
            step -> assertThat(map(step, "with")).containsEntry("persist-credentials", false));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyJobEndsInTimeAndMayDoOnlyWhatItSays(Path file) throws IOException {
    Workflow workflow = Workflow.read(file);
    assertThat(workflow.root()).containsKey("permissions");
    assertThat(map(workflow.root(), "permissions").values()).isSubsetOf("read");
    assertThat(workflow.jobs().values())
        .allSatisfy(job -> assertThat(map(job)).containsKey("timeout-minutes"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void onlyGitHubsRegistryIsShownGitHubsToken(Path file) throws IOException {
    for (Map<String, Object> step : steps(file)) {
      Object password = map(step, "env").get("REGISTRY_PASSWORD");
      if (password != null) {
        assertThat(password(password, "ghcr.io", Map.of())).isEqualTo("token");
        assertThat(password(password, "registry.example.org", Map.of())).isEmpty();
        assertThat(password(password, "ghcr.io", Map.of("registry-password", "secret")))
            .isEqualTo("secret");
      }
    }
  }

  private static String password(Object template, String registry, Map<String, String> secrets) {
    return new Expressions(
            Map.of(
                "github", Map.of("token", "token"),
                "inputs", Map.of("registry", registry),
                "secrets", secrets))
        .text(template);
  }

  @Test
  void theImagesAreCombinedWithTheVersionThatTheWorkflowIsPartOf() throws IOException {
    Workflow workflow = Workflow.read(Path.of(".github/workflows/publish.yml"));
    Object version =
        map(workflow.root(), "on", "workflow_call", "inputs", "captain-version").get("default");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>captain-maven-plugin</artifactId>\n  <version>" + version + "<");
  }

  @Test
  void theLastJobReadsNeitherFilesNorTheRepository() throws IOException {
    Workflow workflow = Workflow.read(Path.of(".github/workflows/publish.yml"));
    assertThat(Files.readString(Path.of(".github/workflows/publish.yml")))
        .doesNotContain("artifact@");
    assertThat(Workflow.steps(workflow.jobs().get("both")))
        .filteredOn(step -> step.getOrDefault("uses", "").toString().contains("/checkout@"))
        .singleElement()
        .satisfies(step -> assertThat(step).containsEntry("if", "inputs.checkout"));
    assertThat(map(workflow.root(), "on", "workflow_call", "inputs", "checkout"))
        .containsEntry("default", false);
  }
}
