package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares our description of HEAD with that of the git command. */
final class Descriptions {

  private Descriptions() {}

  static void assertDescribed(Git git, String expected) throws IOException {
    assertDescribed(git, null, expected);
  }

  static void assertDescribed(Git git, @Nullable String exclude, String expected)
      throws IOException {
    assertThat(git.describe(exclude).text()).as("what git prints").isEqualTo(expected);
    assertThat(ours(git, exclude)).as("what we return").contains(expected);
  }

  static void assertUndescribed(Git git, @Nullable String exclude) throws IOException {
    Git.Output output = git.describe(exclude);
    assertThat(output.status()).as("status of git").isEqualTo(128);
    assertThat(output.errors()).containsAnyOf("No names found", "No tags can describe");
    assertThat(ours(git, exclude)).as("what we return").isEmpty();
  }

  private static Optional<String> ours(Git git, @Nullable String exclude) throws IOException {
    try (GitRepository repository = git.open()) {
      return repository.describe(exclude);
    }
  }
}
