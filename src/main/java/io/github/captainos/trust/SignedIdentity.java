package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import io.github.captainos.support.Printable;
import java.io.IOException;

/**
 * The references that a signature may be for.
 *
 * @param name {@code REGISTRY/REPOSITORY}, or {@code REPOSITORY}
 * @param tag the tag, or empty for any tag
 * @param isAnyRegistry whether a signature may be for the name in a registry as well, if the name
 *     has none: an image in a layout does not know where it was
 */
public record SignedIdentity(String name, String tag, boolean isAnyRegistry) {
  private static final String ANY_TAG = "repository";
  private static final String OWN_TAG = "tag";

  static {
    JibClasses.load();
  }

  /**
   * Returns what a rule demands for an image.
   *
   * @param rule {@code tag}: the reference of the image; {@code repository}: any tag of its
   *     repository; {@code REGISTRY/REPOSITORY}: that name with the image's tag; or a full
   *     reference
   * @param name the name of the image: {@code REGISTRY/REPOSITORY}, or {@code REPOSITORY} in a
   *     layout
   * @param tag the tag of the image
   * @param isLayout whether the image is in a layout
   * @throws IllegalArgumentException if the rule is none of these
   */
  public static SignedIdentity of(String rule, String name, String tag, boolean isLayout) {
    return switch (rule) {
      case OWN_TAG -> new SignedIdentity(name, tag, isLayout);
      case ANY_TAG -> new SignedIdentity(name, "", isLayout);
      default -> {
        int colon = rule.indexOf(':', rule.lastIndexOf('/'));
        String ruleName = colon < 0 ? rule : rule.substring(0, colon);
        String ruleTag = colon < 0 ? tag : rule.substring(colon + 1);
        if (!isName(ruleName) || !ImageReference.isValidTag(ruleTag)) {
          throw new IllegalArgumentException(
              "'"
                  + Printable.of(rule)
                  + "' is none of 'tag', 'repository', REGISTRY/REPOSITORY and"
                  + " REGISTRY/REPOSITORY:TAG");
        }
        yield new SignedIdentity(ruleName, ruleTag, isLayout && !hasRegistry(ruleName));
      }
    };
  }

  private static boolean isName(String text) {
    return text.contains("/")
        && ImageReference.isValidRepository(hasRegistry(text) ? withoutRegistry(text) : text);
  }

  /** As in references of Docker, a registry has a dot or a port, or is {@code localhost}. */
  private static boolean hasRegistry(String name) {
    int slash = name.indexOf('/');
    String first = name.substring(0, Math.max(slash, 0));
    return first.contains(".") || first.contains(":") || first.equals("localhost");
  }

  private static String withoutRegistry(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /**
   * Checks that a signature is for one of the references.
   *
   * @throws IOException if it is not; the message continues a sentence about it
   */
  public void check(ImageClaim claim) throws IOException {
    if (!matches(claim.reference())) {
      throw new IOException(
          claim.reference().isEmpty()
              ? "it names no reference, where it should name " + this
              : "it is for " + Printable.of(claim.reference()) + ", not for " + this);
    }
  }

  /** Returns whether a signature for this reference is one for the image. */
  public boolean matches(String reference) {
    return isSame(reference)
        || isAnyRegistry && hasRegistry(reference) && isSame(withoutRegistry(reference));
  }

  private boolean isSame(String reference) {
    if (!tag.isEmpty()) {
      return reference.equals(name + ":" + tag);
    }
    String start = name + ":";
    return reference.startsWith(start)
        && ImageReference.isValidTag(reference.substring(start.length()));
  }

  /** Returns it for messages. */
  @Override
  public String toString() {
    return tag.isEmpty() ? name + " with any tag" : name + ":" + tag;
  }
}
