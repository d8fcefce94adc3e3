package io.github.captainos.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.MediaTypes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code index.json} of a layout, where its tags are: a tag is the annotation {@code
 * org.opencontainers.image.ref.name} of an entry. Entries and fields that others put there are kept
 * as they are.
 */
final class LayoutIndex {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "1.0.0";

  /** Far behind the end of the file, so that the lock is in nobody's way who reads it. */
  private static final long LOCK_POSITION = 1L << 40;

  private static final long LOCK_POLL_MILLIS = 20;

  private final Path layout;
  private final Path file;

  LayoutIndex(Path layout) {
    this.layout = layout;
    this.file = layout.resolve("index.json");
  }

  Optional<DescriptorDigest> resolve(String tag) throws IOException {
    for (JsonNode entry : manifests(read())) {
      if (isTagged(entry, tag)) {
        try {
          return Optional.of(DescriptorDigest.fromDigest(entry.path("digest").asText()));
        } catch (DigestException e) {
          throw new RegistryException(
              file + " has no valid digest for the tag " + tag + ". Mend or remove the entry", e);
        }
      }
    }
    return Optional.empty();
  }

  /** Makes a tag name what the descriptor does, and no other entry have that tag. */
  void tag(String tag, Descriptor descriptor) throws IOException {
    Files.createDirectories(layout);
    // the file that says that this is a layout is never replaced, so a lock on it holds
    try (FileChannel channel =
        FileChannel.open(
            layout.resolve("oci-layout"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      lock(channel);
      checkVersion(channel);
      ObjectNode index = read();
      ArrayNode manifests = manifests(index);
      for (Iterator<JsonNode> entries = manifests.iterator(); entries.hasNext(); ) {
        if (isTagged(entries.next(), tag)) {
          entries.remove();
        }
      }
      manifests.add(
          JSON.valueToTree(descriptor.withAnnotation(Annotations.REF_NAME, tag).toJson()));
      byte[] bytes = JSON.writeValueAsBytes(index);
      new AtomicFiles(layout).write(file, out -> out.write(bytes));
    }
  }

  private static boolean isTagged(JsonNode entry, String tag) {
    return entry.path("annotations").path(Annotations.REF_NAME).asText().equals(tag);
  }

  private ObjectNode read() throws IOException {
    if (!Files.exists(file)) {
      ObjectNode index = JSON.createObjectNode();
      index.put("schemaVersion", 2);
      index.put("mediaType", MediaTypes.INDEX);
      index.putArray("manifests");
      return index;
    }
    JsonNode index;
    try {
      index = JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
    if (index instanceof ObjectNode object) {
      return object;
    }
    throw unreadable(null);
  }

  private ArrayNode manifests(ObjectNode index) throws RegistryException {
    if (index.get("manifests") instanceof ArrayNode manifests) {
      return manifests;
    }
    throw unreadable(null);
  }

  private RegistryException unreadable(@Nullable JsonProcessingException e) {
    return new RegistryException(
        file + " is no index of an OCI image layout. Mend it, or publish into another directory",
        e);
  }

  /** Waits while another build, or another module of this one, changes the index. */
  private static void lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        channel.lock(LOCK_POSITION, 1, false); // until the channel is closed
        return;
      } catch (OverlappingFileLockException e) {
        try {
          Thread.sleep(LOCK_POLL_MILLIS);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while another module wrote the layout");
        }
      }
    }
  }

  private void checkVersion(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      String content = "{\"imageLayoutVersion\":\"" + VERSION + "\"}";
      channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
      channel.force(true);
      return;
    }
    ByteBuffer content = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 16));
    channel.read(content, 0);
    String version;
    try {
      version = JSON.readTree(content.array()).path("imageLayoutVersion").asText();
    } catch (JsonProcessingException e) {
      version = "";
    }
    if (!version.equals(VERSION)) {
      throw new RegistryException(
          layout
              + " is no OCI image layout of version "
              + VERSION
              + " ('oci-layout' says otherwise). Publish into another directory");
    }
  }
}
