package io.github.captainos.plugin.base;

import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.plugin.settings.SignPassword;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.AttestationSettings;
import io.github.captainos.release.signing.TrustSettings;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of signatures of one goal, as they are in the POM; each is null if the goal does
 * not have it.
 *
 * @param signKey the private key
 * @param signatureFormat the formats of signatures
 * @param publicKey the public keys
 * @param verifyIdentity the references that a signature may be for
 * @param attestations the attestations that are demanded or made
 */
public record TrustParameters(
    @Nullable String signKey,
    @Nullable String signatureFormat,
    @Nullable String publicKey,
    @Nullable String verifyIdentity,
    AttestationSettings attestations) {

  /**
   * Returns the settings of a goal that demands attestations.
   *
   * @param required the kinds, as they are in the POM, or null
   */
  public static AttestationSettings demanded(AbstractRegistryMojo goal, @Nullable String required) {
    return new AttestationSettings(
        goal.settings().find("captain.requireAttestations", required, null).orElse(null),
        false,
        null);
  }

  /** Returns the values of the parameters of a goal. */
  public TrustSettings settings(AbstractRegistryMojo goal) throws MojoExecutionException {
    Settings settings = goal.settings();
    Optional<Setting> key = settings.find("captain.signKey", signKey, null);
    return new TrustSettings(
        key.orElse(null),
        goal.setting("captain.signatureFormat", signatureFormat, null, "both"),
        settings.find("captain.publicKey", publicKey, null).orElse(null),
        goal.setting("captain.verifyIdentity", verifyIdentity, null, "tag"),
        attestations,
        goal.baseDirectory(),
        settings::variable,
        key.isPresent()
            ? SignPassword.find(
                System.getenv(), goal.session().getSettings().getServers(), goal.decrypter())
            : Optional.empty());
  }
}
