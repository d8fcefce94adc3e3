package io.github.captainos.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifest under one of cosign's tags of an image, {@code sha256-….sig} or {@code sha256-….att},
 * with a layer for each signature or attestation.
 *
 * @param kind what the layers are
 * @param manifest the manifest
 * @param config the bytes of its config, with a diff ID for each layer
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign
 *     signature specification</a>
 */
public record CosignManifest(Kind kind, Manifest manifest, byte[] config) {
  /** The maximum size of the manifest in bytes. */
  public static final int MAX_SIZE = 1 << 20;

  /** The maximum number of layers. */
  public static final int MOST_LAYERS = 128;

  private static final String CREATED = "0001-01-01T00:00:00Z";
  private static final String LAYERS = "layers";

  /** What such a manifest is for. */
  public enum Kind {
    /** Signatures of the image. */
    SIGNATURES(".sig", "signatures", PayloadSignature.MEDIA_TYPE),
    /** Attestations of the image. */
    ATTESTATIONS(".att", "attestations", Envelope.MEDIA_TYPE);

    private final String suffix;
    private final String noun;
    private final String mediaType;

    Kind(String suffix, String noun, String mediaType) {
      this.suffix = suffix;
      this.noun = noun;
      this.mediaType = mediaType;
    }

    /** Returns the tag of the manifest for an image. */
    public String tag(DescriptorDigest image) {
      return "sha256-" + image.getHash() + suffix;
    }

    /** Returns what the layers are, in the plural, for messages. */
    public String noun() {
      return noun;
    }

    /**
     * Returns the descriptors of the layers in a manifest of anyone. Layers of other kinds are left
     * out.
     *
     * @throws IOException if it is no manifest, or is larger or has more layers than it may have
     */
    public List<Descriptor> layers(Manifest manifest) throws IOException {
      return all(manifest).stream().filter(layer -> layer.mediaType().equals(mediaType)).toList();
    }

    private List<Descriptor> all(Manifest manifest) throws IOException {
      if (manifest.descriptor().size() > MAX_SIZE) {
        throw new IOException("it is larger than " + (MAX_SIZE >> 20) + " MiB");
      }
      if (manifest.isIndex()) {
        throw new IOException("it is an index, not a manifest with " + noun);
      }
      int count = manifest.entries().size();
      if (count > MOST_LAYERS) {
        throw new IOException(
            "it has " + count + " " + noun + ", which is more than " + MOST_LAYERS);
      }
      return manifest.entries();
    }
  }

  /**
   * A signature or an attestation.
   *
   * @param content its bytes
   * @param descriptor its descriptor, with annotations
   */
  public record Layer(Blob content, Descriptor descriptor) {}

  /** Returns the manifest with one layer. */
  public static CosignManifest of(Kind kind, Descriptor layer) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("architecture", "").put("created", CREATED);
    config.putArray("history").add(history());
    config.put("os", "");
    config.putObject("rootfs").put("type", "layers");
    config.withObject("/rootfs").putArray("diff_ids").add(layer.digest().toString());
    config.putObject("config");
    byte[] bytes = Json.write(config);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", Manifest.TYPE);
    manifest.put("config", Blob.of(Image.CONFIG_TYPE, bytes).descriptor().toJson());
    manifest.put(LAYERS, List.of(layer.toJson()));
    return new CosignManifest(kind, Manifest.of(Manifest.TYPE, manifest), bytes);
  }

  private static ObjectNode history() {
    return JsonNodeFactory.instance.objectNode().put("created", CREATED);
  }

  /**
   * Returns this manifest, which anyone may have written, with one more layer behind the others;
   * unchanged if it has that layer.
   *
   * @throws IOException if it is no manifest, or has as many layers as it may have, or would be
   *     larger than it may be
   */
  public CosignManifest with(Descriptor added) throws IOException {
    List<Descriptor> layers = kind.all(manifest);
    if (layers.stream().anyMatch(layer -> layer.equals(added))) {
      return this;
    }
    if (layers.size() == MOST_LAYERS) {
      throw new IOException("it has " + MOST_LAYERS + " " + kind.noun() + " already");
    }
    ObjectNode json = manifest.json();
    byte[] newConfig = configWith(added, layers.size());
    ((ArrayNode) json.path(LAYERS)).add(Json.read(Json.write(added.toJson())));
    if (json.path("config") instanceof ObjectNode descriptor) {
      descriptor.put("digest", Sha256.of(newConfig).toString());
      descriptor.put("size", newConfig.length);
    }
    Manifest all = Manifest.of(manifest.descriptor().mediaType(), Json.write(json));
    kind.all(all);
    return new CosignManifest(kind, all, newConfig);
  }

  /** Adds to a config that has a diff ID for each layer; others do not depend on the layers. */
  private byte[] configWith(Descriptor layer, int before) throws IOException {
    ObjectNode json = Json.readStrictly(config);
    if (json.path("rootfs").path("diff_ids") instanceof ArrayNode ids && ids.size() == before) {
      ids.add(layer.digest().toString());
      if (json.path("history") instanceof ArrayNode history) {
        history.add(history());
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
}
