package io.github.captainos.testing.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is in an OCI image layout.
 *
 * @param layout its directory
 */
public record LayoutView(Path layout) implements Images {
  private static final String TAG = "org.opencontainers.image.ref.name";

  @Override
  public Set<String> tags() {
    Set<String> tags = new TreeSet<>();
    for (JsonNode entry : entries()) {
      String tag = entry.path("annotations").path(TAG).asText();
      // referrers have none
      if (!tag.isEmpty() && !tags.add(tag)) {
        throw new AssertionError("The tag " + tag + " is there twice: " + layout);
      }
    }
    return tags;
  }

  @Override
  public byte[] manifestBytes(String reference) {
    for (JsonNode entry : entries()) {
      if (entry.path("annotations").path(TAG).asText().equals(reference)) {
        return blob(entry.path("digest").asText());
      }
    }
    return blob(reference);
  }

  @Override
  public byte[] blob(String digest) {
    return read(layout.resolve("blobs").resolve(digest.replace(':', '/')));
  }

  private JsonNode entries() {
    try {
      return new ObjectMapper().readTree(read(layout.resolve("index.json"))).path("manifests");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
