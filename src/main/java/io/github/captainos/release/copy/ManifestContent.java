package io.github.captainos.release.copy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.reading.ForeignManifest;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a manifest or index of any publisher refers to.
 *
 * @param mediaType its media type
 * @param isIndex whether it is an index
 * @param manifests the manifests and indexes that it refers to
 * @param blobs the config and the layers that it refers to
 * @param foreign the layers that registries do not store: they are only at the addresses that the
 *     manifest names
 */
record ManifestContent(
    String mediaType,
    boolean isIndex,
    List<Descriptor> manifests,
    List<Descriptor> blobs,
    List<Descriptor> foreign) {
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.";

  private static final Set<String> INDEXES = Set.of(MediaTypes.INDEX, DOCKER + "list.v2+json");
  private static final Set<String> MANIFESTS = Set.of(MediaTypes.MANIFEST, DOCKER + "v2+json");

  /** RFC 6838, section 4.2. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

  /** OCI Image Specification 1.1, non-distributable layers; and Docker's. */
  private static final Pattern FOREIGN =
      Pattern.compile(".*\\.layer\\.nondistributable\\..*|.*\\.rootfs\\.foreign\\..*");

  /** Returns whether a media type is that of a manifest or index. */
  static boolean isManifest(String mediaType) {
    return INDEXES.contains(mediaType) || MANIFESTS.contains(mediaType);
  }

  /**
   * Parses a document.
   *
   * @throws IOException if it is neither a manifest nor an index, or has an invalid descriptor
   */
  static ManifestContent of(Document document) throws IOException {
    boolean isIndex = ForeignManifest.parse(document).isIndex();
    ObjectNode json = document.json();
    List<Descriptor> manifests = new ArrayList<>();
    List<Descriptor> blobs = new ArrayList<>();
    List<Descriptor> foreign = new ArrayList<>();
    if (json.path("config").isObject() && !isIndex) {
      blobs.add(ForeignManifest.descriptor(json.path("config")));
    }
    for (JsonNode entry : json.path(isIndex ? "manifests" : "layers")) {
      Descriptor descriptor = ForeignManifest.descriptor(entry);
      String type = descriptor.mediaType();
      if (isIndex && (type.isEmpty() || isManifest(type))) {
        manifests.add(descriptor);
      } else if (FOREIGN.matcher(type).matches() && entry.path("urls").size() > 0) {
        foreign.add(descriptor);
      } else {
        blobs.add(descriptor); // other tools put layers into an index, too
      }
    }
    return new ManifestContent(
        mediaType(document, json, isIndex), isIndex, manifests, blobs, foreign);
  }

  /** A registry checks the media type of a push against that in the content, if there is one. */
  private static String mediaType(Document document, JsonNode json, boolean isIndex)
      throws IOException {
    String own = json.path("mediaType").asText();
    String reported = document.descriptor().mediaType();
    String byContent = isIndex ? MediaTypes.INDEX : MediaTypes.MANIFEST;
    String type = !own.isEmpty() ? own : isManifest(reported) ? reported : byContent;
    if (!MEDIA_TYPE.matcher(type).matches()) {
      throw new IOException("its media type is not valid: " + Printable.of(type));
    }
    return type;
  }
}
