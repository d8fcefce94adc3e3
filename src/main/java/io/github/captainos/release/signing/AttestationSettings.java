package io.github.captainos.release.signing;

import io.github.captainos.release.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The settings of attestations.
 *
 * @param required the kinds that images must have, separated by commas; null if none is demanded
 * @param provenance whether images get an attestation of how they were built
 * @param builderId the URI of what builds the images, or null for what the environment says
 */
public record AttestationSettings(
    @Nullable Setting required, boolean provenance, @Nullable Setting builderId) {
  /** Nothing is demanded, and nothing is attested but SBOMs. */
  public static final AttestationSettings NONE = new AttestationSettings(null, false, null);
}
