package io.github.captainos.trust;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public static final Blob CONFIG =
      Blob.of("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.US_ASCII));

  /** A pure function of the bundle has no time of its own. */
  private static final String CREATED = "1970-01-01T00:00:00Z";

  private BundleManifest() {}

  /**
   * Returns the manifest of a signature.
   *
   * @param bundle the layer
   * @param subject the image that it refers to
   */
  public static Manifest of(Blob bundle, Descriptor subject) {
    return of(bundle, subject, Statement.SIGNATURE);
  }

  /**
   * Returns the manifest of an attestation, or of a signature.
   *
   * @param bundle the layer
   * @param subject the image that it refers to
   * @param predicateType the URI of the kind of statement
   */
  public static Manifest of(Blob bundle, Descriptor subject, String predicateType) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", Manifest.TYPE);
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
    return Manifest.of(Manifest.TYPE, json);
  }

  /**
   * Returns the bundle of a referrer; empty if the referrer is none of a bundle, going by its
   * artifact type, which anyone may write, and its layer. What only claims to be one does not hide
   * those that are.
   */
  public static Optional<Descriptor> bundle(Manifest manifest) {
    try {
      if (manifest.descriptor().size() <= MAX_SIZE
          && manifest.artifactType().equals(Bundle.MEDIA_TYPE)
          && !manifest.isIndex()
          && manifest.entries().size() == 1) {
        return Optional.of(manifest.entries().get(0))
            .filter(layer -> layer.mediaType().equals(Bundle.MEDIA_TYPE));
      }
    } catch (IOException e) {
      // it is no manifest
    }
    return Optional.empty();
  }

  /**
   * Returns whether a bundle may be a signature, going by an annotation, which anyone may write; it
   * may be one if there is none.
   *
   * @throws IOException if it is no manifest
   */
  public static boolean mayBeSignature(Manifest manifest) throws IOException {
    String type = predicateType(manifest);
    return type.isEmpty() || type.equals(Statement.SIGNATURE);
  }

  /**
   * Returns the URI of the kind of statement, which anyone may write; empty if there is none.
   *
   * @throws IOException if it is no manifest
   */
  public static String predicateType(Manifest manifest) throws IOException {
    return manifest.annotations().getOrDefault(PREDICATE_TYPE, "");
  }
}
