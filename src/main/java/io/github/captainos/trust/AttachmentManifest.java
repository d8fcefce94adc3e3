package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.support.Json;
import io.github.captainos.trust.Attachment.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Manifests that attach statements to an image: one under one of cosign's tags, {@code
 * sha256-….sig} or {@code sha256-….att}, with a layer for each signature or attestation, and a
 * {@link #referrer} for each bundle.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign
 *     signature specification</a>
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md">cosign bundle
 *     specification</a>
 */
public final class AttachmentManifest {
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

  private AttachmentManifest() {}

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

  /**
   * Returns a manifest with more layers behind those of another one, which anyone may have written.
   *
   * @param before the other one, or null
   * @throws IOException if that is no manifest, or if there would be more layers than there may be,
   *     or if it would be larger than it may be
   */
  public static Manifest with(Form form, @Nullable Manifest before, List<Descriptor> added)
      throws IOException {
    List<Descriptor> all = new ArrayList<>(before == null ? List.of() : layers(form, before));
    if (all.size() + added.size() > MAX_LAYERS) {
      throw new IOException("it has " + all.size() + " " + form.noun() + " already");
    }
    all.addAll(added);
    ObjectNode json =
        before == null
            ? JsonNodeFactory.instance
                .objectNode()
                .put("schemaVersion", 2)
                .put("mediaType", Manifest.TYPE)
            : before.json();
    json.set("config", node(config(all).descriptor()));
    ArrayNode layers = json.withArray(LAYERS);
    for (Descriptor layer : added) {
      layers.add(node(layer));
    }
    Manifest manifest =
        Manifest.of(
            before == null ? Manifest.TYPE : before.descriptor().mediaType(), Json.write(json));
    layers(form, manifest);
    return manifest;
  }

  private static JsonNode node(Descriptor descriptor) throws IOException {
    return Json.read(Json.write(descriptor.toJson()));
  }

  /** Returns the config of a manifest with these layers, which follows from them. */
  public static Blob config(List<Descriptor> layers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("architecture", "").put("created", CREATED);
    ArrayNode history = json.putArray("history");
    json.put("os", "");
    ArrayNode ids = json.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    for (Descriptor layer : layers) {
      history.addObject().put("created", CREATED);
      ids.add(layer.digest().toString());
    }
    json.putObject("config");
    return Blob.of(Image.CONFIG_TYPE, Json.write(json));
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
