package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.copy.Tagger;
import io.github.captainos.testing.LoggedErrors;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What jobs share: the order in which tags move, and what is said if they do not, or do not exist.
 */
class ReleaseTest {
  private static final String REGISTRY = "registry.example.org/captain/os/artifacts:";

  private @TempDir Path directory;
  private final List<String> done = new CopyOnWriteArrayList<>();

  private interface Action {
    void move(String tag) throws IOException;
  }

  private void move(String registry, Action action, String... tags) throws ReleaseException {
    Manifest image = Manifest.of(Manifest.INDEX_TYPE, new byte[] {'{', '}'});
    Map<String, Manifest> moves = new LinkedHashMap<>();
    List.of(tags).forEach(tag -> moves.put(tag, image));
    Publishing publishing = new Publishing(directory);
    publishing.repository = Publishing.repository(registry, directory);
    publishing.opener = (repository, access) -> moving(action);
    try (Release release = publishing.release().open(Access.WRITE)) {
      release.moveTags(moves);
    }
  }

  private Registry moving(Action action) {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (registry, called, arguments) -> {
              if (called.getName().equals("tag")) {
                action.move((String) arguments[0]);
                done.add((String) arguments[0]);
              } else if (called.getName().equals("tagAll")) {
                String all =
                    String.join(" ", ((Map<?, ?>) arguments[0]).keySet().toArray(String[]::new));
                action.move(all);
                done.add(all);
              }
              return null;
            });
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
  void inALayoutTheyMoveAtOnceInTheOrderThatItsIndexHas() throws Exception {
    move("oci:images", tag -> {}, "0", "1", "2", "3");

    assertThat(done).containsExactly("0 1 2 3");
  }

  @Test
  void ifOneFailsInARegistryTheLastDoesNotMove() {
    assertThatThrownBy(() -> move("registry.example.org", this::failing, "lost", "v1", "v2", "v3"))
        .hasMessage(
            REGISTRY
                + "lost: moving the tag failed: no answer. Moved: "
                + REGISTRY
                + "v1, "
                + REGISTRY
                + "v2; perhaps moved: "
                + REGISTRY
                + "lost; not moved: "
                + REGISTRY
                + "v3. Run the build again to complete it.");
  }

  @Test
  void allFailuresHaveTheirState() {
    assertThatThrownBy(() -> move("registry.example.org", this::failing, "refused", "lost", "v1"))
        .hasMessage(
            REGISTRY
                + "refused: moving the tag failed: no. perhaps moved: "
                + REGISTRY
                + "lost; not moved: "
                + REGISTRY
                + "refused, "
                + REGISTRY
                + "v1. Run the build again to complete it.");
  }

  @Test
  void inALayoutItIsKnownThatNoneHasMoved() {
    assertThatThrownBy(
            () ->
                move(
                    "oci:images",
                    tags -> {
                      throw new IOException("No space left on device");
                    },
                    "v1-amd64",
                    "v1"))
        .hasMessage(
            "oci:images/captain/os/artifacts: moving the tags failed: No space left on device."
                + " No tag has moved.");
    assertThat(done).isEmpty();
  }

  private void failing(String tag) throws IOException {
    if (tag.equals("lost")) {
      throw new IOException("no answer");
    }
    if (tag.equals("refused")) {
      throw RegistryException.refusal("no", new IOException());
    }
  }

  private Release tagged(@Nullable String tag) throws ReleaseException {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.versioning =
        new ReleaseVersion(
            tag == null ? null : Publishing.setting(tag),
            null,
            Publishing.setting("1234567"),
            null,
            Instant.EPOCH,
            directory);
    return publishing.release();
  }

  private void publish(String tag) throws Exception {
    publish(tag, "all");
  }

  private void publish(String tag, String target) throws Exception {
    Publishing publishing = Publishing.in(directory);
    publishing.target = target;
    publishing.versioning =
        new ReleaseVersion(
            Publishing.setting(tag),
            null,
            Publishing.setting("1234567"),
            null,
            Instant.EPOCH,
            directory);
    publishing.publish();
  }

  @Test
  void ifTheTagOfTheCommitDoesNotExistTheOneThatItWasPublishedUnderIsNamed() throws Exception {
    publish("v0.9.0-1234567");
    assertThatThrownBy(
            () -> new Tagger(tagged(null), Publishing.setting("v1"), false, false, false).run())
        .hasMessageContaining(
            "none was tagged. This commit was published as v0.9.0-1234567: set"
                + " -Dcaptain.tag=v0.9.0-1234567. Missing:")
        .hasMessageContaining("artifacts:v0.0.0-1234567-amd64");
    assertThatThrownBy(
            () -> new Tagger(tagged("v7"), Publishing.setting("v1"), false, false, false).run())
        .hasMessageContaining("none was tagged. Publish first, or set captain.tag")
        .hasMessageContaining("captain:list");
  }

  @Test
  void whatIsThereIsNamed() throws Exception {
    publish("v1.1.0");
    assertThatThrownBy(
            () -> new Tagger(tagged("v1.0.0"), Publishing.setting("v1"), false, false, false).run())
        .hasMessageContaining("none was tagged. Did you mean v1.1.0? Publish first, or set");
    publish("v1.2.0", "amd64");
    assertThatThrownBy(
            () -> new Tagger(tagged("v1.2.0"), Publishing.setting("v1"), false, false, false).run())
        .hasMessageContaining("none was tagged. There is v1.2.0-amd64. Publish first, or set");
  }

  @Test
  void anotherCommitIsNotNamed() throws Exception {
    publish("v0.9.0-1234568");
    assertThatThrownBy(
            () -> new Tagger(tagged(null), Publishing.setting("v1"), false, false, false).run())
        .hasMessageContaining("captain:list");
  }

  @Test
  void aTagThatWasChosenAndMovesIsAWarningUnlessThatWasAllowed() throws Exception {
    Queue<String> lines = LoggedErrors.keepLines();
    publish("v1");
    Files.writeString(directory.resolve("amd64.iso"), "another ISO");
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.overwrite = null;
    publishing.publish();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("warn "))
        .hasSize(2)
        .allMatch(line -> line.contains("captain.overwrite"))
        .first()
        .asString()
        .containsPattern("artifacts:v1-amd64 has moved from sha256:[0-9a-f]{64} to sha256:");
    lines.clear();
    Files.writeString(directory.resolve("amd64.iso"), "a third ISO");
    publishing.overwrite = true;
    publishing.publish();
    assertThat(lines).noneMatch(line -> line.startsWith("warn "));
  }

  @Test
  void aCombinedImageThatIsOutOfDateIsNamed() throws Exception {
    publish("v1");
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.target = "amd64";
    assertThat(publishing.publish().recap("")).noneMatch(line -> line.contains("Outdated"));
    Files.writeString(directory.resolve("amd64.iso"), "another ISO");
    assertThat(publishing.publish().recap(""))
        .endsWith("  Outdated:  v1 (both): run captain:combine");
  }
}
