package io.github.captainos.trust.predicate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an attestation states.
 *
 * @param type its type
 * @param json a JSON object in UTF-8, kept byte for byte; it must not be changed
 */
public record Predicate(PredicateType type, byte[] json) {
  /** The maximum size in bytes: larger ones could not be read again. */
  public static final int LARGEST = 16 << 20;

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Predicate that && type == that.type && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }
}
