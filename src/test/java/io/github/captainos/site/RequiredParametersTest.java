package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiredParametersTest {

  @Test
  void thePagesOfTheGoalsCallRequiredWhatIsRequired() throws Exception {
    assertThat(Plugin.required(Plugin.DESCRIPTOR_OF_SITE))
        .isEqualTo(
            Map.of(
                "combine", List.of("repository"),
                "copy", List.of("repository"),
                "diff", List.of("repository", "withTag"),
                "inspect", List.of("repository"),
                "list", List.of("repository"),
                "publish", List.of("repository", "targets"),
                "sign", List.of("repository"),
                "pull", List.of("repository"),
                "tag-all", List.of("newTag", "repository"),
                "verify", List.of("repository")));
  }

  @Test
  void mavenIsNotToldSoThatAValueMayComeFromTheEnvironment() throws Exception {
    assertThat(Plugin.required(Plugin.DESCRIPTOR).values()).allMatch(List::isEmpty);
  }
}
