package io.github.captainos.image.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.ImageContent;
import io.github.captainos.image.ImageLayer;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.Platform;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.DigestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The documents of a multi-arch image in a registry. Their content is not trusted.
 *
 * @param index the index
 * @param manifests the manifests of its entries, in their order
 * @param configs the bytes of the configs of the manifests, in the same order
 */
public record ImageDocuments(Manifest index, List<Manifest> manifests, List<byte[]> configs) {
  /** The maximum number of platforms: each costs two requests. */
  private static final int MOST_PLATFORMS = 100;

  public ImageDocuments {
    manifests = List.copyOf(manifests);
    configs = List.copyOf(configs);
  }

  /**
   * Returns the entries of an index, each of which has a platform of its own.
   *
   * @throws IOException if it is not such an OCI index; the message is about the image
   */
  public static List<Descriptor> entries(Manifest index) throws IOException {
    String mediaType = index.descriptor().mediaType();
    if (!mediaType.equals(MediaTypes.INDEX)) {
      throw new IOException("it is not an OCI index, but " + Printable.of(mediaType));
    }
    List<Descriptor> entries = index.entries();
    if (!index.isIndex() || entries.isEmpty()) {
      throw new IOException("it is an index without entries");
    }
    if (entries.size() > MOST_PLATFORMS) {
      throw new IOException(
          "it has " + entries.size() + " entries, which is more than " + MOST_PLATFORMS);
    }
    Set<Platform> platforms = new HashSet<>();
    for (Descriptor entry : entries) {
      Platform platform = entry.platform();
      if (platform == null) {
        throw new IOException("it has an entry without a platform: " + entry.digest());
      }
      if (!platforms.add(platform)) {
        throw new IOException("it has two entries for " + shown(platform));
      }
    }
    return entries;
  }

  /** Returns the platform of an entry of an index, for messages. */
  public static String platform(Descriptor entry) {
    Platform platform = entry.platform();
    return platform == null ? entry.digest().toString() : shown(platform);
  }

  private static String shown(Platform platform) {
    return Printable.of(platform.toString());
  }

  /**
   * Returns the content of the image, if all of its documents follow from that content: if they
   * have anything else, such as a field that Captain does not know, a new image of this content
   * would lack it.
   *
   * @throws IOException if the documents are not such; the message is about the image
   */
  public ImageContent content() throws IOException {
    List<Descriptor> entries = entries(index);
    List<Descriptor> layers = manifests.get(0).entries();
    for (int i = 1; i < entries.size(); i++) {
      if (!manifests.get(i).entries().equals(layers)) {
        throw new IOException(
            "its platforms "
                + platform(entries.get(0))
                + " and "
                + platform(entries.get(i))
                + " have different layers");
      }
    }
    JsonNode config = Json.readStrictly(configs.get(0));
    ImageContent content =
        new ImageContent(
            layers(layers, config),
            entries.stream().map(Descriptor::platform).toList(),
            created(config),
            index.annotations());
    check(content);
    return content;
  }

  private static List<ImageLayer> layers(List<Descriptor> descriptors, JsonNode config)
      throws IOException {
    JsonNode diffIds = config.path("rootfs").path("diff_ids");
    JsonNode history = config.path("history");
    if (diffIds.size() != descriptors.size() || history.size() != descriptors.size()) {
      throw new IOException(
          "its config does not have a diff ID and a history entry for each of its "
              + descriptors.size()
              + " layers");
    }
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < descriptors.size(); i++) {
      layers.add(
          new ImageLayer(
              descriptors.get(i),
              digest(diffIds.path(i).asText()),
              history.path(i).path("created_by").asText()));
    }
    return layers;
  }

  private static DescriptorDigest digest(String text) throws IOException {
    try {
      return DescriptorDigest.fromDigest(text);
    } catch (DigestException e) {
      throw new IOException("its config has a diff ID that is not SHA-256: " + Printable.of(text));
    }
  }

  private static Instant created(JsonNode config) throws IOException {
    String created = config.path("created").asText();
    try {
      return Instant.parse(created);
    } catch (DateTimeException e) {
      throw new IOException("its config has no time of creation: '" + Printable.of(created) + "'");
    }
  }

  private void check(ImageContent content) throws IOException {
    Image image = Image.of(content);
    for (int i = 0; i < configs.size(); i++) {
      String platform = " for " + shown(content.platforms().get(i));
      check("its config" + platform, Sha256.of(configs.get(i)), image.configs().get(i));
      check("its manifest" + platform, manifests.get(i).digest(), image.manifests().get(i));
    }
    check("its index", index.digest(), image.index());
  }

  private static void check(String what, DescriptorDigest found, Blob expected) throws IOException {
    if (!found.equals(expected.descriptor().digest())) {
      throw new IOException(what + " is not as this version of Captain writes it");
    }
  }
}
