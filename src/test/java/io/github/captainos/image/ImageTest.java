package io.github.captainos.image;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.image.tar.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
  private static final Instant CREATED = Instant.parse("2026-01-31T12:00:00Z");
  private static final List<Platform> PLATFORMS =
      List.of(Platform.parse("linux/amd64"), Platform.parse("linux/arm64/v8"));
  private static final Map<String, String> ANNOTATIONS = Map.of("b", "2", "a", "1");

  @TempDir private Path directory;
  private Layer kernel;
  private Layer initramfs;

  @BeforeEach
  void makeLayers() throws IOException {
    kernel = Layer.of(Files.writeString(directory.resolve("k"), "kernel"), "vmlinuz");
    initramfs = Layer.of(Files.writeString(directory.resolve("i"), "initramfs"), "initramfs");
  }

  private Image image() {
    return Image.of(
        List.of(kernel.described(), initramfs.described()), PLATFORMS, CREATED, ANNOTATIONS);
  }

  @Test
  void theIndexHasAnEntryForEachPlatform() throws IOException {
    Image image = image();
    JsonNode index = json(image.index());

    assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
    assertThat(index.path("mediaType").asText())
        .isEqualTo("application/vnd.oci.image.index.v1+json")
        .isEqualTo(image.index().descriptor().mediaType());
    assertThat(index.path("annotations").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    assertThat(index.path("manifests")).hasSize(2);
    JsonNode arm = index.path("manifests").get(1);
    assertThat(arm.path("platform").toString())
        .isEqualTo("{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"}");
    assertThat(arm.path("digest").asText())
        .isEqualTo(image.manifests().get(1).descriptor().digest().toString());
    assertThat(arm.path("size").asLong()).isEqualTo(image.manifests().get(1).bytes().length);
  }

  @Test
  void everyManifestHasTheSameLayersAndItsOwnConfig() throws IOException {
    Image image = image();
    JsonNode amd = json(image.manifests().get(0));
    JsonNode arm = json(image.manifests().get(1));

    assertThat(amd.path("mediaType").asText())
        .isEqualTo("application/vnd.oci.image.manifest.v1+json");
    assertThat(amd.path("layers")).hasSize(2).isEqualTo(arm.path("layers"));
    assertThat(amd.path("layers").get(0).path("digest").asText())
        .isEqualTo(kernel.descriptor().digest().toString());
    assertThat(amd.path("layers").get(0).path("mediaType").asText())
        .isEqualTo("application/vnd.oci.image.layer.v1.tar");
    assertThat(amd.path("layers").get(0).path("annotations").toString())
        .isEqualTo("{\"org.opencontainers.image.title\":\"vmlinuz.tar\"}");
    assertThat(amd.path("config").path("digest")).isNotEqualTo(arm.path("config").path("digest"));
  }

  @Test
  void theConfigSaysWhatContainerdNeedsToUnpack() throws IOException {
    Image image = image();
    JsonNode config = new ObjectMapper().readTree(((Blob.InMemory) image.configs().get(1)).bytes());

    assertThat(config.path("architecture").asText()).isEqualTo("arm64");
    assertThat(config.path("variant").asText()).isEqualTo("v8");
    assertThat(config.path("os").asText()).isEqualTo("linux");
    assertThat(config.path("created").asText()).isEqualTo("2026-01-31T12:00:00Z");
    assertThat(config.path("rootfs").path("type").asText()).isEqualTo("layers");
    assertThat(config.path("rootfs").path("diff_ids"))
        .extracting(JsonNode::asText)
        .containsExactly(
            kernel.descriptor().digest().toString(), initramfs.descriptor().digest().toString());
    assertThat(config.path("history")).hasSize(2);
    assertThat(config.path("config").path("Labels").toString())
        .isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
  }

  @Test
  void theSameInputHasTheSameDigests() {
    Image one = Image.of(List.of(kernel.described()), PLATFORMS, CREATED, ANNOTATIONS);
    Image other =
        Image.of(List.of(kernel.described()), PLATFORMS, CREATED, new TreeMap<>(ANNOTATIONS));

    assertThat(other.index().bytes()).isEqualTo(one.index().bytes());
  }

  @Test
  void aDocumentIsNamedByItsBytes() {
    Manifest index = Image.of(List.of(kernel.described()), PLATFORMS, CREATED, Map.of()).index();

    assertThat(index.descriptor().digest()).isEqualTo(Sha256.of(index.bytes()));
    assertThat(index.descriptor().size()).isEqualTo(index.bytes().length);
  }

  @Test
  void aManifestIsUtf8AndNothingBehindIt() {
    for (byte[] bytes :
        List.of(
            "{} {}".getBytes(UTF_8),
            "[]".getBytes(UTF_8),
            "{}".getBytes(UTF_16),
            new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'})) {
      assertThatThrownBy(() -> Manifest.read("m", bytes))
          .isInstanceOf(IOException.class)
          .hasMessage("it is not a JSON object in UTF-8");
    }
  }

  @Test
  void aPlatformIsWrittenAsGoWritesIt() {
    assertThat(Platform.parse("linux/arm/v7")).hasToString("linux/arm/v7");
    for (String text : List.of("", "amd64", "linux/", "/amd64", "linux/a/b/c", "Linux/amd64")) {
      assertThatThrownBy(() -> Platform.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + text + "'")
          .hasMessageContaining("os/architecture");
    }
  }

  private static JsonNode json(Manifest document) throws IOException {
    return new ObjectMapper().readTree(document.bytes());
  }
}
