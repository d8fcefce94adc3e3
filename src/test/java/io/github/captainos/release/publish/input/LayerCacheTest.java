package io.github.captainos.release.publish.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.captainos.image.Compression;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.release.Publishing;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LayerCacheTest {
  @TempDir private Path directory;
  private Path file;

  /** Some time after the files were written. */
  private final InstantSource later =
      InstantSource.offset(InstantSource.system(), Duration.ofSeconds(10));

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("kernel"), "the kernel");
  }

  private LayerCache cache() {
    return cache(later);
  }

  private LayerCache cache(InstantSource clock) {
    LayerCache cache = new LayerCache(directory.resolve("work"), clock);
    cache.load();
    return cache;
  }

  private Layer learn() throws IOException {
    LayerCache cache = cache();
    Layer layer = cache.layer(LayerSource.file(file, "vmlinuz"));
    cache.save();
    awaitTick();
    return layer;
  }

  /** The clock of the file system ticks, as the clock of the test says. */
  private void awaitTick() throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    Path probe = directory.resolve("probe");
    HangGuard.await(
        "a tick",
        () -> Files.getLastModifiedTime(Files.writeString(probe, "x")).compareTo(written) > 0);
  }

  @Test
  void aFileThatHasNotChangedIsKnown() throws IOException {
    Layer read = learn();
    Layer known = cache().known(LayerSource.file(file, "vmlinuz")).orElseThrow();

    assertThat(known.descriptor()).isEqualTo(read.descriptor());
    assertThat(known.files()).isEqualTo(read.files());
  }

  @Test
  void underAnotherNameItIsAnotherLayer() throws IOException {
    learn();
    assertThat(cache().known(LayerSource.file(file, "vmlinuz-amd64"))).isEmpty();
  }

  @Test
  void aFileThatWasWrittenAMomentAgoIsReadAgain() throws IOException {
    Instant written = Files.getLastModifiedTime(file).toInstant();
    assertThat(knownIfReadAt(written)).isEmpty();
    assertThat(knownIfReadAt(written.plusSeconds(2))).isEmpty();
    assertThat(knownIfReadAt(written.plusSeconds(3))).isPresent();
  }

  private Optional<Layer> knownIfReadAt(Instant moment) throws IOException {
    LayerCache cache = cache(InstantSource.fixed(moment));
    cache.layer(LayerSource.file(file, "vmlinuz"));
    cache.save();
    return cache().known(LayerSource.file(file, "vmlinuz"));
  }

  @Test
  void aFileWithAnotherSizeIsReadAgain() throws IOException {
    learn();
    Files.writeString(file, "another kernel");
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isEmpty();
  }

  @Test
  void aTimeThatWasSetBackFoolsNobody() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    learn();
    Files.writeString(file, "das Kernel"); // as long as before
    Files.setLastModifiedTime(file, time);
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isEmpty();
  }

  @Test
  void anotherFileOfTheSameNameIsReadAgain() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    learn();
    Path other = Files.writeString(directory.resolve("other"), "das Kernel");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isEmpty();
  }

  @Test
  void whatIsDamagedIsNotBelieved() throws IOException {
    learn();
    Path digests = directory.resolve("work/digests");
    String text = Files.readString(digests);
    List<String> damaged =
        List.of(
            "",
            text.substring(0, text.length() / 2),
            text.replaceFirst("[0-9]", "x"),
            text + text,
            "\0\0\0\0");
    for (String other : damaged) {
      Files.writeString(digests, other);
      assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).as(other).isEmpty();
    }
    Files.writeString(digests, text);
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isPresent();
  }

  @Test
  void filesThatAreGoneAreForgottenAndOthersAreNot() throws IOException {
    learn();
    Path gone = Files.writeString(directory.resolve("gone with a blank"), "x");
    LayerCache cache = cache();
    cache.layer(LayerSource.file(gone, "gone"));
    cache.save();
    assertThat(cache().known(LayerSource.file(gone, "gone"))).isPresent();
    Files.delete(gone);
    Path more = Files.writeString(directory.resolve("more"), "more");
    LayerCache last = cache();
    last.layer(LayerSource.file(more, "more"));
    last.save();

    assertThat(directory.resolve("work/digests")).content().doesNotContain("gone");
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isPresent();
  }

  @Test
  void whatIsForgottenIsReadAgain() throws IOException {
    learn();
    cache().forget();
    assertThat(cache().known(LayerSource.file(file, "vmlinuz"))).isEmpty();
  }

  private LayerSource modules() {
    return LayerSource.directory(
        directory.resolve("modules"), "modules", Selection.ALL, problem -> fail(problem));
  }

  @Test
  void aDirectoryIsKnownUntilAFileANameOrALinkChanges() throws IOException {
    Path modules = Files.createDirectory(directory.resolve("modules"));
    file = Files.writeString(modules.resolve("one.ko"), "1");
    Files.createDirectory(modules.resolve("empty"));
    Files.createSymbolicLink(modules.resolve("link"), Path.of("one.ko"));
    LayerCache cache = cache();
    Layer read = cache.layer(modules());
    cache.save();
    awaitTick();

    Layer known = cache().known(modules()).orElseThrow();
    assertThat(known.descriptor()).isEqualTo(read.descriptor());
    assertThat(known.files()).isEqualTo(read.files()).hasSize(1);

    Files.delete(modules.resolve("link"));
    Files.createSymbolicLink(modules.resolve("link"), Path.of("empty"));
    assertThat(cache().known(modules())).isEmpty();
    Files.delete(modules.resolve("link"));
    Files.createSymbolicLink(modules.resolve("link"), Path.of("one.ko"));
    assertThat(cache().known(modules())).isPresent();
    Path more = Files.createDirectory(modules.resolve("more"));
    assertThat(cache().known(modules())).isEmpty();
    Files.delete(more);
    Files.writeString(file, "2");
    assertThat(cache().known(modules())).isEmpty();
  }

  @Test
  void twoSelectionsOfADirectoryAreKnownSideBySide() throws Exception {
    Path modules = Files.createDirectory(directory.resolve("modules"));
    file = Files.writeString(modules.resolve("one.ko"), "1");
    Files.writeString(modules.resolve("two.ko"), "2");
    List<LayerSource> both = List.of(modulesWithout("one.ko"), modulesWithout("two.ko"));
    List<Layer> read = new ArrayList<>();
    for (LayerSource one : both) {
      LayerCache cache = cache();
      read.add(cache.layer(one));
      cache.save();
    }
    awaitTick();

    for (int i = 0; i < 2; i++) {
      Layer known = cache().known(both.get(i)).orElseThrow();
      assertThat(known.descriptor()).isEqualTo(read.get(i).descriptor());
    }
    for (Layer layer : read) {
      cache().compressed(layer, Compression.GZIP);
    }
    try (Stream<Path> files = Files.walk(directory.resolve("work/layers"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  private LayerSource modulesWithout(String name) throws Exception {
    return new SourceFiles(directory, Set.of())
        .find(
            Publishing.directory("modules", List.of(), List.of(name), null, null),
            problem -> fail(problem));
  }

  @Test
  void aDirectoryWithoutFilesIsKnownToo() throws IOException {
    Files.createDirectory(directory.resolve("modules"));
    LayerCache cache = cache();
    cache.layer(modules());
    cache.save();
    assertThat(cache().known(modules())).isPresent();
  }
}
