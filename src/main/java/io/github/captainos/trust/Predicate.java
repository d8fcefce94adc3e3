package io.github.captainos.trust;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attestation states.
 *
 * @param type its type
 * @param json a JSON object in UTF-8, kept byte for byte; it must not be changed
 */
public record Predicate(Type type, byte[] json) {
  /** The maximum size in bytes: larger ones could not be read again. */
  public static final int MAX_SIZE = 16 << 20;

  /** A kind of attestation that may be demanded of an image. */
  public enum Kind {
    /** A list of what the image consists of, in one of several formats. */
    SBOM("sbom"),
    /** How the image was built. */
    PROVENANCE("provenance");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Returns its name in parameters, messages and reports. */
    public String word() {
      return word;
    }

    /** Returns the kind with a name. */
    public static Optional<Kind> named(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
  }

  /** A type of predicate, which in-toto identifies by a URI. */
  public enum Type {
    /**
     * <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance</a>: how something was built.
     */
    PROVENANCE("https://slsa.dev/provenance/v1", Kind.PROVENANCE),
    /** <a href="https://spdx.dev/">SPDX</a>, an SBOM. */
    SPDX("https://spdx.dev/Document", Kind.SBOM),
    /** <a href="https://cyclonedx.org/">CycloneDX</a>, an SBOM. */
    CYCLONEDX("https://cyclonedx.org/bom", Kind.SBOM);

    private final String uri;
    private final Kind kind;

    Type(String uri, Kind kind) {
      this.uri = uri;
      this.kind = kind;
    }

    /** Returns the URI. */
    public String uri() {
      return uri;
    }

    /** Returns the kind of an attestation with this predicate. */
    public Kind kind() {
      return kind;
    }

    /** Returns the type with a URI; empty if it is another one. */
    public static Optional<Type> of(String uri) {
      return Arrays.stream(values()).filter(type -> type.uri.equals(uri)).findFirst();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Predicate that && type == that.type && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }
}
