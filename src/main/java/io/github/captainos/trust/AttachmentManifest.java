package io.github.captainos.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.trust.Attachment.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifest under one of cosign's tags of an image, {@code sha256-….sig} or {@code sha256-….att},
 * with a layer for each signature or attestation; and {@link #referrer}, that of a bundle.
 *
 * @param form what the layers are
 * @param manifest the manifest
 * @param config the bytes of its config, with a diff ID for each layer
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign
 *     signature specification</a>
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md">cosign bundle
 *     specification</a>
 */
public record AttachmentManifest(Form form, Manifest manifest, byte[] config) {
  /** The maximum size of the manifest in bytes. */
  public static final int MAX_SIZE = 1 << 20;

  /** The maximum number of layers. */
  public static final int MAX_LAYERS = 128;

  /** The maximum size of the manifest of a bundle in bytes. */
  public static final int MAX_REFERRER = 64 << 10;

  /** The config of every manifest of a bundle, which a registry has to have as well. */
  public static final Blob EMPTY_CONFIG =
      Blob.of("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.US_ASCII));

  /** The annotation of the manifest of a bundle with the kind of the statement. */
  static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

  private static final String CREATED = "0001-01-01T00:00:00Z";
  private static final String LAYERS = "layers";

  /**
   * Returns the layers of a manifest of anyone.
   *
   * @throws IOException if it is no manifest, or is larger or has more layers than it may have
   */
  static List<Descriptor> layers(Form form, Manifest manifest) throws IOException {
    if (manifest.descriptor().size() > MAX_SIZE) {
      throw new IOException("it is larger than " + (MAX_SIZE >> 20) + " MiB");
    }
    if (manifest.isIndex()) {
      throw new IOException("it is an index, not a manifest with " + form.noun());
    }
    int count = manifest.entries().size();
    if (count > MAX_LAYERS) {
      throw new IOException(
          "it has " + count + " " + form.noun() + ", which is more than " + MAX_LAYERS);
    }
    return manifest.entries();
  }

  /** Returns the manifest with one layer. */
  public static AttachmentManifest of(Form form, Descriptor layer) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("architecture", "").put("created", CREATED);
    config.putArray("history").addObject().put("created", CREATED);
    config.put("os", "");
    ObjectNode files = config.putObject("rootfs").put("type", "layers");
    files.putArray("diff_ids").add(layer.digest().toString());
    config.putObject("config");
    byte[] bytes = Json.write(config);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", Manifest.TYPE);
    manifest.put("config", Blob.of(Image.CONFIG_TYPE, bytes).descriptor().toJson());
    manifest.put(LAYERS, List.of(layer.toJson()));
    return new AttachmentManifest(form, Manifest.of(Manifest.TYPE, manifest), bytes);
  }

  /**
   * Returns this manifest, which anyone may have written, with one more layer behind the others;
   * unchanged if it has that layer.
   *
   * @throws IOException if it is no manifest, or has as many layers as it may have, or would be
   *     larger than it may be
   */
  public AttachmentManifest with(Descriptor added) throws IOException {
    List<Descriptor> layers = layers(form, manifest);
    if (layers.contains(added)) {
      return this;
    }
    if (layers.size() == MAX_LAYERS) {
      throw new IOException("it has " + MAX_LAYERS + " " + form.noun() + " already");
    }
    ObjectNode json = manifest.json();
    byte[] newConfig = configWith(added, layers.size());
    ((ArrayNode) json.path(LAYERS)).add(Json.read(Json.write(added.toJson())));
    if (json.path("config") instanceof ObjectNode descriptor) {
      descriptor.put("digest", Sha256.of(newConfig).toString());
      descriptor.put("size", newConfig.length);
    }
    Manifest all = Manifest.of(manifest.descriptor().mediaType(), Json.write(json));
    layers(form, all);
    return new AttachmentManifest(form, all, newConfig);
  }

  /** Adds to a config that has a diff ID for each layer; others do not depend on the layers. */
  private byte[] configWith(Descriptor layer, int before) throws IOException {
    ObjectNode json = Json.readStrictly(config);
    if (json.path("rootfs").path("diff_ids") instanceof ArrayNode ids && ids.size() == before) {
      ids.add(layer.digest().toString());
      if (json.path("history") instanceof ArrayNode history) {
        history.addObject().put("created", CREATED);
      }
      return Json.write(json);
    }
    return config;
  }

  /**
   * Returns the config as a blob.
   *
   * @throws IOException if the manifest has none
   */
  public Blob configBlob() throws IOException {
    return Blob.of(config(manifest).mediaType(), config);
  }

  /**
   * Returns the descriptor of the config of a manifest of anyone.
   *
   * @throws IOException if it has none
   */
  public static Descriptor config(Manifest manifest) throws IOException {
    return manifest.config().orElseThrow(() -> new IOException("it has no config"));
  }

  /**
   * Returns the manifest of a bundle, which is a referrer of an image.
   *
   * @param bundle the layer
   * @param image the image that it refers to
   * @param predicateType the kind of the statement
   */
  public static Manifest referrer(Descriptor bundle, Descriptor image, String predicateType) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", Manifest.TYPE);
    json.put("artifactType", Form.BUNDLE.mediaType());
    json.put("config", EMPTY_CONFIG.descriptor().toJson());
    json.put(LAYERS, List.of(bundle.toJson()));
    json.put("subject", Descriptor.of(image.mediaType(), image.digest(), image.size()).toJson());
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put("dev.sigstore.bundle.content", "dsse-envelope");
    annotations.put(PREDICATE_TYPE, predicateType);
    // a pure function of the bundle has no time of its own
    annotations.put("org.opencontainers.image.created", "1970-01-01T00:00:00Z");
    json.put("annotations", annotations);
    return Manifest.of(Manifest.TYPE, json);
  }
}
