package io.github.captainos.release.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of other publishers, and of those who mean harm. */
class ImageTreeTest {
  private static final String OCI = "application/vnd.oci.image.";
  private static final String INDEX = OCI + "index.v1+json";
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.";

  @TempDir private Path layout;

  private ImageTree read(String manifest, String mediaType) throws IOException {
    try (Registry registry =
        Registries.open(
            "oci:" + layout,
            "",
            layout,
            Access.READ,
            null,
            RegistryOptions.of(0, HangGuard.TIMEOUT))) {
      return ImageTree.read(
          Manifest.read(mediaType, manifest.getBytes(UTF_8)),
          registry,
          new AtomicLong(ImageTree.MAX_BYTES));
    }
  }

  private RawImage image(String layer) throws IOException {
    RawImage image = new RawImage().layer(layer.getBytes(UTF_8));
    image.writeBlobs(layout);
    return image;
  }

  private static String entry(String mediaType, String content, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, RawImage.digest(content.getBytes(UTF_8)), size);
  }

  private static String index(String entry) {
    return "{\"schemaVersion\":2,\"manifests\":[" + entry + "]}";
  }

  /** Writes an index that holds another one. */
  private String indexOf(String inner) throws IOException {
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.writeString(
        blobs.resolve(RawImage.digest(inner.getBytes(UTF_8)).substring("sha256:".length())), inner);
    return index(entry(INDEX, inner, inner.length()));
  }

  @Test
  void aSingleManifestIsAnImage() throws Exception {
    ImageTree tree = read(image("x").manifest(), OCI + "manifest.v1+json");

    assertThat(tree.manifests()).isEmpty();
    assertThat(tree.indexes()).isEmpty();
    assertThat(tree.blobs()).as("the config and the layer").hasSize(2);
  }

  @Test
  void indexesOfIndexesAreReadFromTheInside() throws Exception {
    String innermost = RawImage.index(Map.of(image("x"), "", image("y"), ""), INDEX);
    String inner = indexOf(innermost);

    ImageTree tree = read(indexOf(inner), INDEX);

    assertThat(tree.indexes())
        .extracting(index -> new String(index.bytes(), UTF_8))
        .containsExactly(innermost, inner);
    assertThat(tree.manifests()).hasSize(2);
    assertThat(tree.blobs()).as("the config is the same").hasSize(3);
    assertThat(tree.digests()).hasSize(5);
    String tooDeep = indexOf(indexOf(indexOf(inner)));
    assertThatThrownBy(() -> read(tooDeep, INDEX))
        .hasMessageContaining("more than 3 indexes in each other");
  }

  @Test
  void documentsKeepTheMediaTypesThatTheyHave() throws Exception {
    RawImage docker = new RawImage().layer(new byte[1]).mediaType(DOCKER + "v2+json");
    docker.writeBlobs(layout);

    ImageTree tree =
        read(RawImage.index(Map.of(docker, ""), DOCKER + "list.v2+json"), "text/plain");

    assertThat(tree.root().descriptor().mediaType()).isEqualTo(DOCKER + "list.v2+json");
    assertThat(tree.manifests())
        .extracting(manifest -> manifest.descriptor().mediaType())
        .containsExactly(DOCKER + "v2+json");
    assertThat(read(index(""), "").root().descriptor().mediaType()).isEqualTo(INDEX);
    String hostile = "{\"schemaVersion\":2,\"mediaType\":\"a/b\\r\\nX: y\",\"layers\":[]}";
    assertThatThrownBy(() -> read(hostile, ""))
        .hasMessage("its media type is not valid: a/b\\u000d\\u000aX: y");
  }

  @Test
  void aManifestThatIsMissingOrAnotherOneIsNamed() throws Exception {
    String missing = entry(OCI + "manifest.v1+json", "nothing", 7);
    assertThatThrownBy(() -> read(index(missing), INDEX))
        .hasMessage("the registry does not have " + RawImage.digest("nothing".getBytes(UTF_8)));

    String manifest = image("x").manifest();
    String shorter = entry(OCI + "manifest.v1+json", manifest, manifest.length() - 1);
    assertThatThrownBy(() -> read(index(shorter), INDEX))
        .hasMessageContaining("the manifest received is not sha256:");
  }

  @Test
  void layersThatRegistriesDoNotStoreAreNoBlobs() throws Exception {
    String layer =
        entry("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "windows", 7)
            .replace("}", ",\"urls\":[\"https://example.org/windows\"]}");
    String cache = entry(OCI + "layer.v1.tar", "a layer in an index", 19);

    ImageTree image = read("{\"schemaVersion\":2,\"layers\":[" + layer + "]}", "");
    assertThat(image.nonDistributable()).hasSize(1);
    assertThat(image.blobs()).isEmpty();
    assertThat(read(index(cache), INDEX).blobs()).as("as BuildKit's caches have").hasSize(1);
  }

  @Test
  void aBlobHasOneSize() {
    String two = entry(OCI + "layer.v1.tar", "x", 1) + "," + entry(OCI + "layer.v1.tar", "x", 2);

    assertThatThrownBy(() -> read("{\"schemaVersion\":2,\"layers\":[" + two + "]}", ""))
        .hasMessageContaining("it has two sizes for sha256:");
  }

  @Test
  void theManifestsOfAnImageAreLimited() throws Exception {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 1001; i++) {
      String manifest = "{\"schemaVersion\":2,\"layers\":[],\"n\":" + i + "}";
      indexOf(manifest);
      entries.append(i == 0 ? "" : ",");
      entries.append(entry(OCI + "manifest.v1+json", manifest, manifest.length()));
    }

    assertThatThrownBy(() -> read(index(entries.toString()), INDEX))
        .hasMessageContaining("its manifests are too many to be an image: more than 1000");
  }
}
