package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import java.io.IOException;
import java.security.DigestException;
import java.util.Optional;

/**
 * What a signature of an image says: that a reference names a manifest.
 *
 * @param reference {@code REGISTRY/REPOSITORY:TAG}, in layouts {@code REPOSITORY:TAG}; other
 *     programs also write it without a tag
 * @param digest the digest of the manifest or index
 * @param index the index that the manifest is a platform of; empty if the reference names the
 *     digest itself
 */
public record ImageClaim(
    String reference, DescriptorDigest digest, Optional<DescriptorDigest> index) {
  static {
    JibClasses.load();
  }

  /** A claim about what the reference names. */
  public ImageClaim(String reference, DescriptorDigest digest) {
    this(reference, digest, Optional.empty());
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
