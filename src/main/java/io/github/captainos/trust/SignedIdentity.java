package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import io.github.captainos.support.Printable;
import java.io.IOException;

/**
 * The references that a signature may be for.
 *
 * @param name {@code REGISTRY/REPOSITORY}, or {@code REPOSITORY}; empty if a signature may name
 *     anything, or nothing
 * @param tag the tag, or empty for any tag
 * @param isAnyRegistry whether a signature may be for the name in a registry as well, if the name
 *     has none: an image in a layout does not know where it was
 * @param isFull whether a signature has to name a tag
 */
public record SignedIdentity(String name, String tag, boolean isAnyRegistry, boolean isFull) {
  /** The value of the parameter that accepts a signature whatever it names. */
  public static final String ANYTHING = "digest";

  /** The value of the parameter that accepts any tag. */
  public static final String ANY_TAG = "repository";

  private static final String OWN_TAG = "tag";

  static {
    JibClasses.load();
  }

  /**
   * Returns what a rule demands for an image.
   *
   * @param rule {@code tag}: the reference of the image; {@code repository}: any tag of its
   *     repository, or none; {@code digest}: anything; {@code REGISTRY/REPOSITORY}: that name with
   *     the image's tag; or a full reference
   * @param name the name of the image: {@code REGISTRY/REPOSITORY}, or {@code REPOSITORY} in a
   *     layout
   * @param tag the tag of the image
   * @param isLayout whether the image is in a layout
   * @param isFull whether a signature has to name a tag, since a key signs what it is for
   * @throws IllegalArgumentException if the rule is none of these
   */
  public static SignedIdentity of(
      String rule, String name, String tag, boolean isLayout, boolean isFull) {
    return switch (rule) {
      case OWN_TAG -> new SignedIdentity(name, tag, isLayout, isFull);
      case ANY_TAG -> new SignedIdentity(name, "", isLayout, isFull);
      case ANYTHING -> {
        if (isFull) {
          throw new IllegalArgumentException(
              "with captain.signKey it must not be 'digest', as a signature that names nothing"
                  + " would become one for a name. Use 'tag' or 'repository', and sign the images"
                  + " for their references first");
        }
        yield new SignedIdentity("", "", isLayout, false);
      }
      default -> {
        int colon = rule.indexOf(':', rule.lastIndexOf('/'));
        String ruleName = colon < 0 ? rule : rule.substring(0, colon);
        String ruleTag = colon < 0 ? tag : rule.substring(colon + 1);
        if (!isName(ruleName) || !ImageReference.isValidTag(ruleTag)) {
          throw new IllegalArgumentException(
              "'"
                  + Printable.of(rule)
                  + "' is none of 'tag', 'repository', 'digest', REGISTRY/REPOSITORY and"
                  + " REGISTRY/REPOSITORY:TAG");
        }
        yield new SignedIdentity(ruleName, ruleTag, isLayout && !hasRegistry(ruleName), isFull);
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
    return name.isEmpty()
        || isSame(reference)
        || isAnyRegistry && hasRegistry(reference) && isSame(withoutRegistry(reference));
  }

  private boolean isSame(String reference) {
    return tag.isEmpty()
        ? ImageClaim.isIn(name, reference) || !isFull && reference.equals(name)
        : reference.equals(name + ":" + tag);
  }

  /** Returns it for messages. */
  @Override
  public String toString() {
    return tag.isEmpty()
        ? name + (isFull ? " with any tag" : " with any tag, or with none")
        : name + ":" + tag;
  }
}
