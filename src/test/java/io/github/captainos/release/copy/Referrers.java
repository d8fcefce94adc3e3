package io.github.captainos.release.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;

/** Signatures and other referrers, as other tools make them. */
final class Referrers {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** The repository at both ends. */
  static final String OS = "captain/os/artifacts";

  private Referrers() {}

  static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  static String digest(String text) {
    return RawImage.digest(text.getBytes(UTF_8));
  }

  static String blob(FakeRegistry registry, String text) {
    registry.put(OS, digest(text), text.getBytes(UTF_8));
    return "\"digest\":\"%s\",\"size\":%d".formatted(digest(text), text.length());
  }

  /** Returns a signature of one or more layers, as cosign makes them. */
  static String signature(FakeRegistry registry, String... payloads) {
    StringBuilder layers = new StringBuilder();
    StringBuilder ids = new StringBuilder();
    for (String payload : payloads) {
      String comma = layers.isEmpty() ? "" : ",";
      layers.append(comma).append("{\"mediaType\":\"application/x\",");
      layers.append(blob(registry, payload)).append("}");
      ids.append(comma).append("\"" + digest(payload) + "\"");
    }
    String config = "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + ids + "]}}";
    return ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":"
            + "\"application/vnd.oci.image.config.v1+json\",%s},\"layers\":[%s]}")
        .formatted(MANIFEST, blob(registry, config), layers);
  }

  static String referrer(FakeRegistry registry, String payload, String subject) {
    return ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"application/x.bundle\","
            + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",%s},"
            + "\"layers\":[{\"mediaType\":\"application/x\",%s}],"
            + "\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}}")
        .formatted(MANIFEST, blob(registry, "{}"), blob(registry, payload), MANIFEST, subject);
  }

  /** Lists a referrer in an index, as a registry without the API has it. */
  static void list(FakeRegistry registry, String subject, String digest, long size) {
    registry.put(
        OS,
        subject.replace(':', '-'),
        "application/vnd.oci.image.index.v1+json",
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}]}"
            .formatted(MANIFEST, digest, size));
  }
}
