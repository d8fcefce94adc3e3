package io.github.captainos.trust;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.trust.key.SigningKey;

/**
 * A signed statement about an image, which is no signature of it: a layer of a {@link
 * CosignManifest}, or, as a bundle, that of a {@link BundleManifest}.
 *
 * @param predicateType the URI of the kind of statement
 * @param bundle the statement and its signature
 */
public record Attestation(String predicateType, Bundle bundle) {
  private static final String PREDICATE_TYPE = "predicateType";

  /** Signs a statement. */
  public static Attestation sign(Statement statement, SigningKey key) {
    return new Attestation(statement.predicateType(), Bundle.sign(statement, key));
  }

  /** Returns the URI that a layer is annotated with, which anyone may write; empty without one. */
  public static String predicateType(Descriptor layer) {
    return layer.annotations().getOrDefault(PREDICATE_TYPE, "");
  }

  /** Returns the layer of a {@link CosignManifest}. */
  public CosignManifest.Layer layer() {
    Blob content = bundle.envelope().blob();
    Descriptor descriptor =
        content
            .descriptor()
            .withAnnotation(PREDICATE_TYPE, predicateType)
            // the signature is in the envelope, and cosign demands the annotation
            .withAnnotation(PayloadSignature.SIGNATURE, "");
    return new CosignManifest.Layer(content, descriptor);
  }

  /**
   * Returns the manifest of the bundle.
   *
   * @param content the bundle
   * @param image the image that it refers to
   */
  public Manifest manifest(Blob content, Descriptor image) {
    return BundleManifest.of(content, image, predicateType);
  }
}
