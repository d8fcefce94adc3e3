package io.github.captainos.registry.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code index.json} of a layout, which contains its tags: a tag is the annotation {@code
 * org.opencontainers.image.ref.name} of an entry. Entries and fields of other programs are
 * preserved.
 */
final class LayoutIndex {
  private static final String ADVICE = "Use another directory";

  private final Path layout;
  private final Path file;

  LayoutIndex(Path layout) {
    this.layout = layout;
    this.file = layout.resolve("index.json");
  }

  /**
   * @param reference a tag, or the digest of an entry
   * @return the entry, without its tag; empty if there is none
   */
  Optional<Descriptor> find(String reference) throws IOException {
    LayoutMarker.check(layout);
    for (JsonNode entry : manifests(read())) {
      if (isTagged(entry, reference) || entry.path("digest").asText().equals(reference)) {
        return Optional.of(descriptor(entry));
      }
    }
    return Optional.empty();
  }

  /** Returns all entries with a digest that is SHA-256, without their tags. */
  List<Descriptor> entries() throws IOException {
    LayoutMarker.check(layout);
    List<Descriptor> entries = new ArrayList<>();
    for (JsonNode entry : manifests(read())) {
      if (entry.path("digest").asText().startsWith("sha256:")) {
        entries.add(descriptor(entry));
      }
    }
    return entries;
  }

  /** Returns all tags, each once; empty if there is no layout. */
  Optional<List<String>> tags() throws IOException {
    LayoutMarker.check(layout);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (JsonNode entry : manifests(read())) {
      JsonNode tag = entry.path("annotations").path(Annotations.REF_NAME);
      if (tag.isTextual()) {
        tags.add(tag.asText());
      }
    }
    return Optional.of(List.copyOf(tags));
  }

  private Descriptor descriptor(JsonNode entry) throws RegistryException {
    try {
      return Descriptor.of(
          entry.path("mediaType").asText(),
          DescriptorDigest.fromDigest(entry.path("digest").asText()),
          entry.path("size").asLong());
    } catch (DigestException e) {
      throw new ContentException(
          file
              + " has an entry without a valid digest. Fix or remove it: "
              + Printable.of(entry.toString()));
    }
  }

  /** Sets a tag. The entry that has the tag, if there is one, is replaced. */
  void tag(String tag, Descriptor descriptor) throws IOException {
    change(
        manifests -> {
          for (Iterator<JsonNode> entries = manifests.iterator(); entries.hasNext(); ) {
            if (isTagged(entries.next(), tag)) {
              entries.remove();
            }
          }
          manifests.add(
              Json.read(Json.write(descriptor.withAnnotation(Annotations.REF_NAME, tag).toJson())));
        });
  }

  /** Adds an entry without a tag, unless the manifest has an entry. */
  void add(Manifest manifest) throws IOException {
    String digest = manifest.descriptor().digest().toString();
    change(
        manifests -> {
          for (JsonNode entry : manifests) {
            if (entry.path("digest").asText().equals(digest)) {
              return;
            }
          }
          ObjectNode entry = Referrers.entry(manifest);
          if (entry.path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(Annotations.REF_NAME); // it would be a tag
          }
          manifests.add(entry);
        });
  }

  private interface Change {
    void applyTo(ArrayNode manifests) throws IOException;
  }

  private void change(Change change) throws IOException {
    try (LayoutMarker lock = LayoutMarker.lock(layout)) {
      lock.check();
      ObjectNode index = read();
      change.applyTo(manifests(index));
      byte[] bytes = Json.write(index);
      if (bytes.length > Manifest.MAX_SIZE) {
        throw new LayoutFile(file).tooLarge(bytes.length, Manifest.MAX_SIZE, ADVICE);
      }
      new TemporaryFiles(layout).write(file, out -> out.write(bytes));
    }
  }

  private static boolean isTagged(JsonNode entry, String tag) {
    return entry.path("annotations").path(Annotations.REF_NAME).asText().equals(tag);
  }

  private ObjectNode read() throws IOException {
    byte[] bytes;
    try {
      bytes = new LayoutFile(file).read(Manifest.MAX_SIZE, ADVICE);
    } catch (NoSuchFileException e) {
      ObjectNode index = JsonNodeFactory.instance.objectNode();
      index.put("schemaVersion", 2);
      index.put("mediaType", MediaTypes.INDEX);
      index.putArray("manifests");
      return index;
    }
    try {
      return Json.readStrictly(bytes);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ArrayNode manifests(ObjectNode index) throws RegistryException {
    if (index.get("manifests") instanceof ArrayNode manifests) {
      return manifests;
    }
    throw unreadable(null);
  }

  private RegistryException unreadable(@Nullable IOException e) {
    return new RegistryException(
        file + " is not an index of an OCI image layout. Fix it, or publish into another directory",
        e);
  }
}
