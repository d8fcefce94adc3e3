package io.github.captainos.trust.predicate;

import java.util.Arrays;
import java.util.Optional;

/** A type of predicate, which in-toto identifies by a URI. */
public enum PredicateType {
  /**
   * <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance</a>: how something was built.
   */
  PROVENANCE("https://slsa.dev/provenance/v1", AttestationKind.PROVENANCE),
  /** <a href="https://spdx.dev/">SPDX</a>, an SBOM. */
  SPDX("https://spdx.dev/Document", AttestationKind.SBOM),
  /** <a href="https://cyclonedx.org/">CycloneDX</a>, an SBOM. */
  CYCLONEDX("https://cyclonedx.org/bom", AttestationKind.SBOM);

  private final String uri;
  private final AttestationKind kind;

  PredicateType(String uri, AttestationKind kind) {
    this.uri = uri;
    this.kind = kind;
  }

  /** Returns the URI. */
  public String uri() {
    return uri;
  }

  /** Returns the kind of an attestation with this predicate. */
  public AttestationKind kind() {
    return kind;
  }

  /** Returns the type with a URI; empty if it is another one. */
  public static Optional<PredicateType> of(String uri) {
    return Arrays.stream(values()).filter(type -> type.uri.equals(uri)).findFirst();
  }
}
