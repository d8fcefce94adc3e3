package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import java.io.IOException;
import java.security.DigestException;

/**
 * What a signature of an image says: that a reference names a manifest.
 *
 * @param reference {@code REGISTRY/REPOSITORY:TAG}, in layouts {@code REPOSITORY:TAG}; other
 *     programs also write it without a tag
 * @param digest the digest of the manifest or index
 */
public record ImageClaim(String reference, DescriptorDigest digest) {
  static {
    JibClasses.load();
  }

  static ImageClaim of(String reference, String digest) throws IOException {
    try {
      return new ImageClaim(reference, DescriptorDigest.fromDigest(digest));
    } catch (DigestException e) {
      throw new IOException("it is for a digest that is not SHA-256");
    }
  }

  /** Returns the tag of the reference; empty if it has none. */
  public String tag() {
    String tag = reference.substring(reference.lastIndexOf(':') + 1);
    return ImageReference.isValidTag(tag) && reference.contains(":") ? tag : "";
  }
}
