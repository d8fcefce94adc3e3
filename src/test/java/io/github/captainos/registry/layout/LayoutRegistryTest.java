package io.github.captainos.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutRegistryTest {
  @TempDir private Path directory;
  private Path layout;
  private Path file;
  private Layer layer;
  private Image image;

  @BeforeEach
  void makeAnImage() throws IOException {
    layout = directory.resolve("images/os");
    file = Files.writeString(directory.resolve("file"), "hello\n");
    layer = Layer.of(file, "hello.txt");
    image =
        Image.of(
            List.of(layer.described()),
            List.of(Platform.parse("linux/amd64")),
            Instant.EPOCH,
            Map.of());
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

  private Path blob() {
    return layout.resolve("blobs/sha256").resolve(layer.descriptor().digest().getHash());
  }

  @Test
  void lookingWritesNothing() throws IOException {
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1")).isEmpty();
      assertThat(registry.hasBlob(layer.descriptor())).isFalse();
    }
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void aTagNamesWhatItWasSetToLast() throws IOException {
    Image other =
        Image.of(
            List.of(layer.described()), List.of(Platform.parse("a/b")), Instant.EPOCH, Map.of());
    try (Registry registry = open()) {
      registry.tag("v1", image.index());
      registry.tag("v2", image.index());
      registry.tag("v1", other.index());

      assertThat(registry.manifest("v1").orElseThrow().bytes()).isEqualTo(other.index().bytes());
      assertThat(registry.manifest("v2").orElseThrow().bytes()).isEqualTo(image.index().bytes());
    }
    assertThat(layout.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  @Test
  void theTagsAreThoseOfTheIndexAndEachIsThereOnce() throws IOException {
    try (Registry registry = open()) {
      assertThat(registry.tags()).isEmpty();
      registry.tag("v1", image.index());
      registry.tag("v2", image.index());
      registry.tag("v1", image.index());

      assertThat(registry.tags().orElseThrow()).containsExactlyInAnyOrder("v1", "v2");
    }
  }

  @Test
  void aBlobIsThereInWholeOrNotAtAll() throws IOException {
    try (Registry registry = open()) {
      Files.writeString(file, "other\n");
      assertThatThrownBy(() -> registry.pushBlob(layer)).isInstanceOf(FileChangedException.class);
      assertThat(registry.hasBlob(layer.descriptor())).isFalse();
      assertThat(allFiles()).isEmpty();

      Files.writeString(file, "hello\n");
      registry.pushBlob(layer);
      assertThat(registry.hasBlob(layer.descriptor())).isTrue();
    }
    assertThat(allFiles()).containsExactly(blob());
  }

  @Test
  void aBlobThatACrashCutShortIsWrittenAgain() throws IOException {
    Files.createDirectories(blob().getParent());
    Files.writeString(blob(), "the first of many by");
    try (Registry registry = open()) {
      assertThat(registry.hasBlob(layer.descriptor())).isFalse();
      registry.pushBlob(layer);
      assertThat(registry.hasBlob(layer.descriptor())).isTrue();
    }
  }

  @Test
  void whatAKilledBuildLeftBehindIsSweptAwayAndWhatARunningOneWritesIsNot() throws IOException {
    Files.createDirectories(layout);
    Path stale = Files.writeString(layout.resolve(".captain-stale"), "x");
    Path fresh = Files.writeString(layout.resolve(".captain-fresh"), "x");
    Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minusSeconds(7200)));
    try (Registry registry = open()) {
      registry.pushBlob(layer);
    }
    assertThat(allFiles()).containsExactlyInAnyOrder(blob(), fresh);
  }

  @Test
  void manyAtOnceLoseNoTag() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> results = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String tag = "v" + i;
      results.add(
          threads.submit(
              () -> {
                try (Registry registry = open()) {
                  registry.pushBlob(layer);
                  registry.tag(tag, image.index());
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> result : results) {
      result.get();
    }
    try (Registry registry = open()) {
      for (int i = 0; i < 64; i++) {
        assertThat(registry.manifest("v" + i)).as("v" + i).isPresent();
      }
    }
    assertThat(allFiles())
        .extracting(path -> DirectoryTree.slashed(layout.relativize(path)))
        .containsExactlyInAnyOrder(
            "oci-layout",
            "index.json",
            "blobs/sha256/" + layer.descriptor().digest().getHash(),
            "blobs/sha256/" + image.index().descriptor().digest().getHash());
  }

  @Test
  void whatIsNoLayoutIsLeftAlone() throws IOException {
    Files.createDirectories(layout);
    for (String content :
        List.of("not json", "[]", "", "{\"manifests\":{}}", "{\"manifests\":[]} x")) {
      Files.writeString(layout.resolve("index.json"), content);
      try (Registry registry = open()) {
        assertThatThrownBy(() -> registry.manifest("v1"))
            .as(content)
            .isInstanceOf(RegistryException.class)
            .hasMessageContaining("index.json is not an index of an OCI image layout");
        assertThatThrownBy(() -> registry.tag("v1", image.index()))
            .isInstanceOf(RegistryException.class);
      }
      assertThat(layout.resolve("index.json")).hasContent(content);
    }
  }

  @Test
  void aMarkThatAFullDiskLeftEmptyIsWritten() throws IOException {
    Files.createDirectories(layout);
    Files.createFile(layout.resolve("oci-layout"));
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1")).isEmpty();
      registry.tag("v1", image.index());
    }
    assertThat(layout.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  @Test
  void aLayoutOfAnotherVersionIsLeftAlone() throws IOException {
    Files.createDirectories(layout);
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .as("before anything is written")
          .hasMessageContaining("not an OCI image layout of version 1.0.0");
      assertThatThrownBy(() -> registry.tag("v1", image.index()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("not an OCI image layout of version 1.0.0");
    }
    assertThat(layout.resolve("index.json")).doesNotExist();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.createDirectories(layout.getParent());
    Files.writeString(layout, "in the way");
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.pushBlob(layer))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining(layout.toString());
    }
  }

  @Test
  void referrersAreLookedForInManifestsOfLimitedSize() throws IOException {
    DescriptorDigest subject = image.index().digest();
    Manifest referrer =
        Manifest.of(
            Manifest.TYPE,
            Map.of(
                "schemaVersion",
                2,
                "layers",
                List.of(),
                "subject",
                Map.of("digest", subject.toString(), "size", 1)));
    try (Registry registry = open()) {
      registry.pushReferrer(referrer, subject);
      Path blob = layout.resolve("blobs/sha256").resolve(referrer.descriptor().digest().getHash());
      int size = Math.toIntExact(referrer.descriptor().size());

      assertThat(registry.referrers(subject, size).entries()).hasSize(1);
      Files.writeString(blob, "damaged");
      assertThat(registry.referrers(subject, size - 1).entries()).as("not read").isEmpty();
      assertThatThrownBy(() -> registry.referrers(subject, size))
          .isInstanceOf(ContentException.class);

      Path index = layout.resolve("index.json");
      String more =
          IntStream.range(0, 65)
              .mapToObj(
                  i ->
                      "{\"mediaType\":\"%s\",\"digest\":\"sha256:%064d\",\"size\":%d},"
                          .formatted(Manifest.TYPE, i, 1 << 20))
              .collect(Collectors.joining());
      Files.writeString(
          index, Files.readString(index).replace("\"manifests\":[", "\"manifests\":[" + more));
      assertThatThrownBy(() -> registry.referrers(subject, 1 << 20))
          .isInstanceOf(ContentException.class)
          .hasMessageContaining("has manifests of more than 64 MiB, too many to look for");
    }
  }

  private List<Path> allFiles() throws IOException {
    if (!Files.exists(layout)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(layout)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
