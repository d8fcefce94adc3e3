package io.github.captainos.plugin;

import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Trust;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that read images, with the parameters of what they demand of these. */
abstract class AbstractVerifyingMojo extends AbstractCaptainMojo {
  /**
   * The public keys in PEM, each a file or {@code env:NAME}, separated by commas. If there are any,
   * images must have a signature by one of them, for the name that they are read from; otherwise,
   * the build fails, and nothing is written. Default: none, so signatures are not looked at.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publicKey")
  private @Nullable String publicKey;

  /**
   * The name that a signature may be for: {@code tag}, the reference of the image; {@code
   * repository}, its repository with any tag, or with none; {@code REGISTRY/REPOSITORY}, the name
   * that the images were signed under before they were copied, with the tag of each; a full
   * reference; or {@code digest}, any name, or none. Default: {@code tag}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.verifyIdentity", defaultValue = "tag")
  private @Nullable String verifyIdentity;

  /**
   * The attestations that images must have, each signed by one of the public keys: {@code sbom},
   * {@code provenance}, or both, separated by commas. Requires {@code captain.publicKey}. Default:
   * none, so attestations are not looked at.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.requireAttestations")
  private @Nullable String requireAttestations;

  /** Returns the keys of the goal, and what it demands of images that it reads. */
  Trust trust() throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    return Trust.none()
        .verifying(
            settings.find("captain.publicKey", publicKey, null).orElse(null),
            settings.get("captain.verifyIdentity", verifyIdentity, null, "tag"),
            settings.find("captain.requireAttestations", requireAttestations, null).orElse(null),
            baseDirectory(),
            settings::variable);
  }
}
