package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.DigestException;
import java.util.Optional;

/**
 * What a signature of an image says: that a reference names a manifest.
 *
 * @param name what it says in the place for it: the identity of a payload, or the name of a
 *     statement's subject. Captain writes the reference there; cosign 2 writes it without a tag,
 *     and cosign 3 writes nothing
 * @param reference what it is for, {@code REGISTRY/REPOSITORY:TAG}, in layouts {@code
 *     REPOSITORY:TAG}, also without a tag: the name, or what a signed annotation adds to it; empty
 *     if it names nothing
 * @param digest the digest of the manifest or index
 * @param index the index that the manifest is a platform of; empty if the reference names the
 *     digest itself
 */
public record ImageClaim(
    String name, String reference, DescriptorDigest digest, Optional<DescriptorDigest> index) {
  /** The annotation that users of cosign add, since cosign 3 writes no name. */
  static final String REFERENCE = "reference";

  static {
    JibClasses.load();
  }

  /** A claim about what the reference names. */
  public ImageClaim(String reference, DescriptorDigest digest) {
    this(reference, digest, Optional.empty());
  }

  /** A claim about a manifest of what the reference names. */
  public ImageClaim(String reference, DescriptorDigest digest, Optional<DescriptorDigest> index) {
    this(reference, reference, digest, index);
  }

  /**
   * Returns what a signature says.
   *
   * @param name what it says in the place for a name; empty if there is none
   * @param annotations what else is signed, of which {@code reference} is a name as well
   * @throws IOException if both are there and differ in more than that one has no tag
   */
  static ImageClaim of(
      String name, JsonNode annotations, DescriptorDigest digest, Optional<DescriptorDigest> index)
      throws IOException {
    JsonNode annotation = annotations.path(REFERENCE);
    if (!annotation.isMissingNode() && !annotation.isTextual()) {
      throw new IOException("its annotation 'reference' is not a string");
    }
    String reference = annotation.asText();
    if (reference.isEmpty() || isIn(reference, name)) {
      reference = name;
    } else if (!name.isEmpty() && !name.equals(reference) && !isIn(name, reference)) {
      throw new IOException(
          "it is for "
              + Printable.of(name)
              + ", but its annotation 'reference' is "
              + Printable.of(reference));
    }
    return new ImageClaim(name, reference, digest, index);
  }

  static DescriptorDigest digest(String digest) throws IOException {
    try {
      return DescriptorDigest.fromDigest(digest);
    } catch (DigestException e) {
      throw new IOException("it is for a digest that is not SHA-256");
    }
  }

  /** Returns whether a reference is a name with a tag. */
  static boolean isIn(String name, String reference) {
    String start = name + ":";
    return reference.startsWith(start)
        && ImageReference.isValidTag(reference.substring(start.length()));
  }

  /** Returns the tag of the reference; empty if it has none. */
  public String tag() {
    String tag = reference.substring(reference.lastIndexOf(':') + 1);
    return ImageReference.isValidTag(tag) && reference.contains(":") ? tag : "";
  }
}
