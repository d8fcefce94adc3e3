package io.github.captainos.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.reading.ForeignManifest;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The manifest of a bundle, which is a referrer of an image.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md">cosign bundle
 *     specification</a>
 */
public final class BundleManifest {
  /** The maximum size of such a manifest in bytes. */
  public static final int MAX_SIZE = 64 << 10;

  private static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

  /** The config of every such manifest, which a registry has to have as well. */
  public static final Document CONFIG =
      Document.of("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.US_ASCII));

  /** A pure function of the bundle has no time of its own. */
  private static final String CREATED = "1970-01-01T00:00:00Z";

  private BundleManifest() {}

  /**
   * Returns the manifest of a signature.
   *
   * @param bundle the layer
   * @param subject the image that it refers to
   */
  public static Document of(Document bundle, Descriptor subject) {
    return of(bundle, subject, Statement.SIGNATURE);
  }

  /**
   * Returns the manifest of an attestation, or of a signature.
   *
   * @param bundle the layer
   * @param subject the image that it refers to
   * @param predicateType the URI of the kind of statement
   */
  public static Document of(Document bundle, Descriptor subject, String predicateType) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.MANIFEST);
    json.put("artifactType", Bundle.MEDIA_TYPE);
    json.put("config", CONFIG.descriptor().toJson());
    json.put("layers", List.of(bundle.descriptor().toJson()));
    json.put(
        "subject", Descriptor.of(subject.mediaType(), subject.digest(), subject.size()).toJson());
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put("dev.sigstore.bundle.content", "dsse-envelope");
    annotations.put(PREDICATE_TYPE, predicateType);
    annotations.put("org.opencontainers.image.created", CREATED);
    json.put("annotations", annotations);
    return Document.of(MediaTypes.MANIFEST, Json.write(json));
  }

  /**
   * Returns whether a referrer is a bundle, going by its artifact type, which anyone may write, and
   * its layer. What only claims to be one is no bundle, and does not hide those that are.
   */
  public static boolean isBundle(Document manifest) {
    try {
      bundle(manifest);
      return Json.readStrictly(manifest.bytes())
          .path("artifactType")
          .asText()
          .equals(Bundle.MEDIA_TYPE);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns whether a bundle may be a signature, going by an annotation, which anyone may write; it
   * may be one if there is none.
   *
   * @throws IOException if it is too large, or no manifest
   */
  public static boolean mayBeSignature(Document manifest) throws IOException {
    String type = predicateType(manifest);
    return type.isEmpty() || type.equals(Statement.SIGNATURE);
  }

  /**
   * Returns the URI of the kind of statement, which anyone may write; empty if there is none.
   *
   * @throws IOException if it is too large, or no manifest
   */
  public static String predicateType(Document manifest) throws IOException {
    return json(manifest).path("annotations").path(PREDICATE_TYPE).asText();
  }

  private static ObjectNode json(Document manifest) throws IOException {
    if (manifest.descriptor().size() > MAX_SIZE) {
      throw new IOException("it is larger than " + (MAX_SIZE >> 10) + " KiB");
    }
    return Json.readStrictly(manifest.bytes());
  }

  /**
   * Returns the descriptor of the bundle in a manifest of anyone.
   *
   * @throws IOException if it is too large, or no manifest with one layer, which is a bundle
   */
  public static Descriptor bundle(Document manifest) throws IOException {
    ObjectNode json = json(manifest);
    List<Descriptor> layers = ForeignManifest.parse(manifest).descriptors();
    if (!json.path("layers").isArray()
        || layers.size() != 1
        || !layers.get(0).mediaType().equals(Bundle.MEDIA_TYPE)) {
      throw new IOException("it is not a manifest with one layer that is a Sigstore bundle");
    }
    return layers.get(0);
  }
}
