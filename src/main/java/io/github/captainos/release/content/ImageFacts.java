package io.github.captainos.release.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the documents of an image say of it as a whole.
 *
 * @param annotations the annotations of its index and its manifest, and the labels of its config;
 *     the first of these that has a key counts
 * @param created when it was created, or null if they do not say so
 */
public record ImageFacts(Map<String, String> annotations, @Nullable Instant created) {

  public ImageFacts {
    annotations = new TreeMap<>(annotations);
  }

  /**
   * Reads the facts.
   *
   * @param image the image
   * @param config the bytes of its config; none if it was not read
   * @throws IOException if a manifest is not JSON
   */
  static ImageFacts of(PlatformManifest image, byte[] config) throws IOException {
    Map<String, String> annotations = new TreeMap<>();
    JsonNode json = content(config);
    annotations.putAll(Descriptor.annotations(json.path("config").path("Labels")));
    annotations.putAll(image.manifest().annotations());
    annotations.putAll(image.named().annotations());
    Instant created = instant(annotations.getOrDefault(Annotations.CREATED, "")).orElse(null);
    return new ImageFacts(
        annotations,
        created != null ? created : instant(json.path("created").asText()).orElse(null));
  }

  /** A config of another kind than that of images may be anything. */
  private static JsonNode content(byte[] config) {
    try {
      return Json.readStrictly(config);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns the commit that it was built from, or null if the annotations do not name it. */
  public @Nullable String revision() {
    return annotations.get(Annotations.REVISION);
  }
}
