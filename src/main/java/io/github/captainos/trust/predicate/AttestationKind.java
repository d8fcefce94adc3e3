package io.github.captainos.trust.predicate;

import java.util.Arrays;
import java.util.Optional;

/** A kind of attestation that may be demanded of an image. */
public enum AttestationKind {
  /** A list of what the image consists of, in one of several formats. */
  SBOM("sbom"),
  /** How the image was built. */
  PROVENANCE("provenance");

  private final String word;

  AttestationKind(String word) {
    this.word = word;
  }

  /** Returns its name in parameters, messages and reports. */
  public String word() {
    return word;
  }

  /** Returns the kind with a name. */
  public static Optional<AttestationKind> named(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
