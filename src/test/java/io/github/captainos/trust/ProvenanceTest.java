package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.trust.Provenance.BuiltImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final String PAGE = Provenance.PAGE;
  private static final String COMMIT = "0123456789012345678901234567890123456789";

  @Test
  void theFilesOfEachTargetAndTheCommitAreInIt() {
    Predicate predicate =
        new Provenance(
                "r.example/acme/os:v1", "https://git.example/os", COMMIT, "https://ci.example")
            .ofFiles(Map.of("arm64", Map.of("vmlinuz", "aa")), true);
    assertThat(predicate.type()).isEqualTo(Predicate.Type.PROVENANCE);
    assertThat(predicate.json())
        .asString()
        .isEqualTo(
            "{\"buildDefinition\":{\"buildType\":\""
                + PAGE
                + "#publish\",\"externalParameters\":{\"source\":\"https://git.example/os\","
                + "\"reference\":\"r.example/acme/os:v1\",\"targets\":[{\"name\":\"arm64\","
                + "\"files\":[{\"name\":\"vmlinuz\",\"digest\":{\"sha256\":\"aa\"}}]}]},"
                + "\"internalParameters\":{\"uncommittedChanges\":true},\"resolvedDependencies\":"
                + "[{\"uri\":\"git+https://git.example/os\",\"digest\":{\"gitCommit\":\""
                + COMMIT
                + "\"}}]},\"runDetails\":{\"builder\":{\"id\":\"https://ci.example\"}}}");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Predicate predicate = new Provenance("os:v1", null, null, "https://x").ofFiles(Map.of(), null);
    assertThat(predicate.json())
        .asString()
        .contains("\"externalParameters\":{\"reference\":\"os:v1\",\"targets\":[]}")
        .contains("\"internalParameters\":{},\"resolvedDependencies\":[]");
  }

  @Test
  void imagesOfTargetsAreDependencies() {
    Predicate predicate =
        new Provenance("r.example/os:v1", null, COMMIT, "https://x")
            .ofImages(List.of(new BuiltImage("arm64", "r.example/os:v1-arm64", "bb")));
    assertThat(predicate.json())
        .asString()
        .contains(PAGE + "#combine", "\"targets\":[{\"name\":\"arm64\"}]")
        .contains(
            "\"resolvedDependencies\":[{\"digest\":{\"gitCommit\":\""
                + COMMIT
                + "\"}},{\"name\":\"r.example/os:v1-arm64\",\"digest\":{\"sha256\":\"bb\"}}]");
  }
}
