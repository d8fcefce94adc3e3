package io.github.captainos.trust;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.Base64;

/**
 * A payload and its signature: a layer of a {@link CosignManifest}.
 *
 * @param payload the bytes of the layer, which are what is signed
 * @param signature the signature in DER
 */
public record PayloadSignature(byte[] payload, byte[] signature) implements SignedContent {
  static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
  static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** Signs a claim. */
  public static PayloadSignature sign(ImageClaim claim, SigningKey key) {
    byte[] payload = SimpleSigning.write(claim);
    return new PayloadSignature(payload, key.sign(payload));
  }

  /**
   * Reads what anyone may have published.
   *
   * @param payload the bytes of the layer
   * @param signature the annotation of the layer with the signature
   * @throws IOException if the annotation is empty or not base64
   */
  static PayloadSignature of(byte[] payload, String signature) throws IOException {
    if (signature.isEmpty()) {
      throw new IOException("it has no annotation with a signature");
    }
    try {
      return new PayloadSignature(payload, Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException e) {
      throw new IOException("its signature is not base64");
    }
  }

  /** Returns the base64 of the signature of a payload; empty if the layer has none. */
  public static String signature(Descriptor layer) {
    return layer.annotations().getOrDefault(SIGNATURE, "");
  }

  /** Returns the layer. */
  public CosignManifest.Layer layer() {
    Blob content = Blob.of(MEDIA_TYPE, payload);
    return new CosignManifest.Layer(
        content,
        content
            .descriptor()
            .withAnnotation(SIGNATURE, Base64.getEncoder().encodeToString(signature)));
  }

  @Override
  public boolean isSignedBy(VerificationKey key) {
    return key.verifies(payload, signature);
  }

  @Override
  public boolean names(VerificationKey key) {
    return false;
  }

  @Override
  public ImageClaim claim() throws IOException {
    return SimpleSigning.parse(payload);
  }
}
