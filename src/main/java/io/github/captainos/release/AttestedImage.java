package io.github.captainos.release;

import io.github.captainos.image.Manifest;
import io.github.captainos.trust.Predicate;
import java.util.List;

/**
 * An image that gets attestations.
 *
 * @param tag its tag, for messages
 * @param index its index
 * @param predicates what is stated about it
 */
public record AttestedImage(String tag, Manifest index, List<Predicate> predicates) {

  public AttestedImage {
    predicates = List.copyOf(predicates);
  }

  /** Returns the kinds of its attestations, as reports name them. */
  public List<String> kinds() {
    return predicates.stream()
        .map(one -> one.type().kind())
        .distinct()
        .sorted()
        .map(Predicate.Kind::word)
        .toList();
  }

  /** Returns the kinds of the attestations of the image with a tag. */
  public static List<String> kinds(List<AttestedImage> images, String tag) {
    return images.stream()
        .filter(image -> image.tag().equals(tag))
        .flatMap(image -> image.kinds().stream())
        .toList();
  }
}
