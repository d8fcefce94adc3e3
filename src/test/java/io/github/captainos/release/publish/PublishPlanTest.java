package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.image.Annotations;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishPlanTest {

  @Test
  void urlsHaveNoPasswordAndNoToken() throws Exception {
    assertThat(
            PublishPlan.checked(
                Map.of(
                    Annotations.SOURCE,
                    "https://gitlab-ci-token:abc@git.example/os?job_token=abc",
                    Annotations.URL,
                    "https://me:abc@example.org/os",
                    "org.example.note",
                    "https://git.example/?token=is-not-one")))
        .containsEntry(Annotations.SOURCE, "https://git.example/os")
        .containsEntry(Annotations.URL, "https://example.org/os")
        .containsEntry("org.example.note", "https://git.example/?token=is-not-one");
  }
}
