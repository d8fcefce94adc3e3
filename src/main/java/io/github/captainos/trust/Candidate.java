package io.github.captainos.trust;

import java.io.IOException;

/**
 * What a registry has as a signature of an image, which may be anything.
 *
 * @param content the bytes of the layer with the payload, or with the bundle
 * @param signature for a payload the base64 of its signature; empty for a bundle
 * @param isBundle whether it is a bundle
 */
public record Candidate(byte[] content, String signature, boolean isBundle) {
  /** The maximum size of the content in bytes: larger layers are not to be fetched. */
  public static final int LARGEST = 1 << 20;

  /** Returns a layer of a {@link CosignManifest}, with the annotation that has its signature. */
  public static Candidate payload(byte[] content, String signature) {
    return new Candidate(content, signature, false);
  }

  /** Returns the layer of a {@link BundleManifest}. */
  public static Candidate bundle(byte[] content) {
    return new Candidate(content, "", true);
  }

  SignedContent parse() throws IOException {
    if (content.length > LARGEST) {
      throw new IOException("it is larger than " + (LARGEST >> 20) + " MiB");
    }
    return isBundle ? Bundle.parse(content) : PayloadSignature.of(content, signature);
  }
}
