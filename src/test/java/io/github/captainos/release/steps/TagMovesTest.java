package io.github.captainos.release.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ConnectionSettings;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which tags move, and what is said if one does not. */
class TagMovesTest {
  private @TempDir Path directory;
  private final List<String> done = new CopyOnWriteArrayList<>();

  private Repository repository(String registry) throws ReleaseException {
    return new RepositorySettings(
            setting(registry),
            setting("os"),
            setting("artifacts"),
            directory,
            ConnectionSettings.of(0, HangGuard.TIMEOUT))
        .repositoryOrThrow();
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  private void move(String registry, TagMoves.Action<String> action, String... tags)
      throws ReleaseException {
    try (Tasks threads = new Tasks(3)) {
      new TagMoves<>(List.of(tags), repository(registry), tag -> tag)
          .each(
              threads,
              tag -> {
                action.move(tag);
                done.add(tag);
              });
    }
  }

  @Test
  void inARegistryAllButTheLastMoveAtTheSameTime() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    move(
        "registry.example.org",
        tag -> {
          if (!tag.equals("v1")) {
            await(both);
          }
        },
        "v1-amd64",
        "v1-arm64",
        "v1");

    assertThat(done).hasSize(3).endsWith("v1");
  }

  private static void await(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IOException(e);
    }
  }

  @Test
  void inALayoutTheyMoveInTheirOrderWhichItsIndexHas() throws Exception {
    move("oci:images", tag -> assertThat(done).hasSize(Integer.parseInt(tag)), "0", "1", "2", "3");

    assertThat(done).containsExactly("0", "1", "2", "3");
  }

  @Test
  void ifOneFailsInARegistryTheLastDoesNotMove() {
    assertThatThrownBy(() -> move("registry.example.org", this::failing, "lost", "v1", "v2", "v3"))
        .hasMessage(
            "lost: moving the tag failed: no answer. Moved: v1, v2; perhaps moved: lost; not moved:"
                + " v3. Run the build again to complete it.");
  }

  @Test
  void allFailuresHaveTheirState() {
    assertThatThrownBy(() -> move("registry.example.org", this::failing, "refused", "lost", "v1"))
        .hasMessage(
            "refused: moving the tag failed: no. perhaps moved: lost; not moved: refused, v1. Run"
                + " the build again to complete it.");
  }

  @Test
  void ifOneFailsInALayoutThoseAfterItDoNotMove() {
    assertThatThrownBy(() -> move("oci:images", this::failing, "v1", "refused", "v2", "v3"))
        .hasMessageContaining(" Moved: v1; not moved: refused, v2, v3. Run");
    assertThat(done).containsExactly("v1");
  }

  private void failing(String tag) throws IOException {
    if (tag.equals("lost")) {
      throw new IOException("no answer");
    }
    if (tag.equals("refused")) {
      throw RegistryException.refusal("no", new IOException());
    }
  }
}
