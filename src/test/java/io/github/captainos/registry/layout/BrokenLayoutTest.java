package io.github.captainos.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a layout that somebody made to have a build hang, or run out of memory. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenLayoutTest {
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  @TempDir private Path directory;
  private Path layout;
  private Layer layer;
  private Image image;

  @BeforeEach
  void publish() throws IOException {
    layout = directory.resolve("images/os");
    layer = Layer.of(Files.writeString(directory.resolve("file"), "hello\n"), "hello.txt");
    image =
        Image.of(
            List.of(layer.described()),
            List.of(Platform.parse("linux/amd64")),
            Instant.EPOCH,
            Map.of());
    try (Registry registry = open()) {
      registry.pushBlob(layer);
      registry.tag("v1", image.index());
    }
  }

  private Registry open() throws IOException {
    return Registries.open(
        "oci:images",
        "os",
        directory,
        Access.WRITE,
        null,
        RegistryOptions.of(1, HangGuard.TIMEOUT));
  }

  private Path blob(String hash) {
    return layout.resolve("blobs/sha256").resolve(hash);
  }

  private TreeSet<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(layout)) {
      TreeSet<String> names = new TreeSet<>();
      // but not the directory, where the lock comes and goes
      for (Path file : files.skip(1).toList()) {
        names.add(
            layout.relativize(file) + " " + Files.getLastModifiedTime(file, NOFOLLOW).toInstant());
      }
      return names;
    }
  }

  private void assertRefused(ThrowingCallable action, String... words) throws IOException {
    TreeSet<String> before = files();
    assertThatThrownBy(action)
        .isInstanceOf(RegistryException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
    assertThat(files()).isEqualTo(before);
  }

  private void replaceByFifo(Path file) throws IOException {
    Files.delete(file);
    Command.run(directory, "mkfifo", file.toString());
  }

  private void replaceByEndless(Path file) throws IOException {
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
  }

  private void assertIsNoFileOfALayout(Path file) throws IOException {
    try (Registry registry = open()) {
      String words = file + " is not a regular file";
      assertRefused(() -> registry.manifest("v1"), words);
      assertRefused(() -> registry.tag("v1", image.index()), words);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.json", "oci-layout"})
  @DisabledOnOs(OS.WINDOWS)
  void aFifoIsNotWaitedFor(String name) throws IOException {
    replaceByFifo(layout.resolve(name));
    assertIsNoFileOfALayout(layout.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.json", "oci-layout"})
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceWithoutAnEndIsNotRead(String name) throws IOException {
    replaceByEndless(layout.resolve(name));
    assertIsNoFileOfALayout(layout.resolve(name));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void norIsABlobThatIsSuch() throws IOException {
    Path manifest = blob(image.index().descriptor().digest().getHash());
    Path content = blob(layer.descriptor().digest().getHash());
    replaceByFifo(manifest);
    replaceByEndless(content);
    try (Registry registry = open()) {
      assertRefused(() -> registry.manifest("v1"), manifest + " is not a regular file");
      assertRefused(
          () -> registry.read(layer.descriptor(), InputStream::readAllBytes),
          content + " is not a regular file");
      assertThat(registry.hasBlob(layer.descriptor())).isFalse();
      registry.pushBlob(layer);
      assertThat(content).isRegularFile();
    }
  }

  @Test
  void aLinkToAFileIsAsGoodAsTheFile() throws IOException {
    for (Path file :
        List.of(
            layout.resolve("index.json"),
            layout.resolve("oci-layout"),
            blob(image.index().descriptor().digest().getHash()))) {
      Path elsewhere = directory.resolve("elsewhere-" + file.getFileName());
      Files.move(file, elsewhere);
      Files.createSymbolicLink(file, elsewhere);
    }
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1")).isPresent();
      registry.tag("v2", image.index());
      assertThat(registry.manifest("v2")).isPresent();
    }
  }

  /** JSON all the same: blanks at its end are allowed. */
  private static byte[] large(byte[] json) {
    String blanks = " ".repeat(Manifest.MAX_SIZE + 1 - json.length);
    return (new String(json, StandardCharsets.UTF_8) + blanks).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anIndexThatIsTooLargeIsCalledThat() throws IOException {
    Manifest large = Manifest.of(Manifest.INDEX_TYPE, large(image.index().bytes()));
    try (Registry registry = open()) {
      registry.tag("large", large);
      assertRefused(
          () -> registry.manifest("large"),
          blob(large.descriptor().digest().getHash()).toString(),
          "too large: it has 4194305 bytes, and may have 4194304");
      assertThat(registry.manifest("v1")).isPresent();
    }
  }

  @Test
  void soIsTheListOfTags() throws IOException {
    Path index = layout.resolve("index.json");
    Files.write(index, large(Files.readAllBytes(index)));
    try (Registry registry = open()) {
      String words = index + " is too large: it has 4194305 bytes, and may have 4194304";
      assertRefused(() -> registry.manifest("v1"), words);
      assertRefused(() -> registry.tag("v2", image.index()), words);
    }
  }

  @Test
  void theListOfTagsDoesNotGrowBeyondWhatCanBeReadAgain() throws IOException {
    Path index = layout.resolve("index.json");
    String json = Files.readString(index);
    String padding = "{\"padding\":\"" + "x".repeat(Manifest.MAX_SIZE - json.length() - 50) + "\",";
    Files.writeString(index, padding + json.substring(1));
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1")).isPresent();
      assertRefused(() -> registry.tag("v2", image.index()), index + " is too large");
    }
  }

  @Test
  void ifNotAllTagsFitNoneMoves() throws IOException {
    Path index = layout.resolve("index.json");
    String json = Files.readString(index);
    String padding =
        "{\"padding\":\"" + "x".repeat(Manifest.MAX_SIZE - json.length() - 400) + "\",";
    Files.writeString(index, padding + json.substring(1));
    try (Registry registry = open()) {
      Map<String, Manifest> both = Map.of("v2", image.index(), "v3", image.index());
      assertRefused(() -> registry.tagAll(both), index + " is too large");
      assertThat(registry.tags().orElseThrow()).containsExactly("v1");
      registry.tag("v2", image.index()); // would fit
    }
  }

  @Test
  void soIsTheFileThatSaysThatItIsALayout() throws IOException {
    Path marker = layout.resolve("oci-layout");
    Files.writeString(marker, Files.readString(marker) + " ".repeat(1 << 16));
    try (Registry registry = open()) {
      assertRefused(() -> registry.manifest("v1"), marker + " is too large", "may have 65536");
    }
  }
}
