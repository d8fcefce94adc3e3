package io.github.captainos.testing.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks whether all is there that tags lead to, byte for byte. */
public final class WholeImages {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Images images;
  private final Set<String> seen = new HashSet<>();

  private WholeImages(Images images) {
    this.images = images;
  }

  /**
   * Asserts that every tag leads to a whole image for two platforms.
   *
   * @return the digest of the index that each tag names
   */
  public static Map<String, String> check(Images images) throws IOException {
    WholeImages whole = new WholeImages(images);
    Map<String, String> digests = new TreeMap<>();
    for (String tag : images.tags()) {
      byte[] bytes = images.manifestBytes(tag);
      whole.checkIndex(JSON.readTree(bytes));
      digests.put(tag, RawImage.digest(bytes));
    }
    return digests;
  }

  private void checkIndex(JsonNode index) throws IOException {
    assertThat(index.path("manifests")).hasSize(2);
    for (JsonNode entry : index.path("manifests")) {
      byte[] bytes = images.manifestBytes(entry.path("digest").asText());
      checkBytes(entry, bytes);
      JsonNode manifest = JSON.readTree(bytes);
      checkBlob(manifest.path("config"));
      assertThat(manifest.path("layers")).isNotEmpty();
      for (JsonNode layer : manifest.path("layers")) {
        checkBlob(layer);
      }
    }
  }

  private void checkBlob(JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    if (seen.add(digest)) {
      checkBytes(descriptor, images.blob(digest));
    }
  }

  private static void checkBytes(JsonNode descriptor, byte[] bytes) {
    assertThat(RawImage.digest(bytes)).isEqualTo(descriptor.path("digest").asText());
    assertThat(bytes.length).isEqualTo(descriptor.path("size").asInt());
  }
}
