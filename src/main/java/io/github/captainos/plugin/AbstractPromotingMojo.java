package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.ModuleTargets;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.signing.Trust;
import java.util.List;
import java.util.function.Predicate;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that make images available under other names, without their files. */
abstract class AbstractPromotingMojo extends AbstractWritingMojo {
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
   * repository}, any tag of its repository; {@code REGISTRY/REPOSITORY}, the name that the images
   * were signed under before they were copied, with the tag of each; or a full reference. Default:
   * {@code tag}.
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

  /** Returns the keys of a goal that reads images, and signs what it writes. */
  final Trust trust() throws ReleaseException, MojoExecutionException {
    return signing(verifying(publicKey, verifyIdentity, requireAttestations));
  }

  /**
   * Checks that no other module has other targets: without {@code <targets>}, a goal might leave an
   * image of the release out, or take one of an earlier build.
   *
   * @param done what the goal does with images, in the past tense
   * @param fits whether the targets of another module are those of this one
   */
  final void checkModules(String done, Predicate<List<String>> fits)
      throws ReleaseException, MojoExecutionException {
    if (!targets().isEmpty() || targetsOnCommandLine().isPresent()) {
      return;
    }
    for (MavenProject module : session().getAllProjects()) {
      List<String> others = ModuleTargets.names(module, plugin().getPluginLookupKey());
      if (!others.isEmpty() && !fits.test(others)) {
        throw new MojoExecutionException(
            "This module has no <targets>, so "
                + String.join(" and ", targetNames())
                + " would be "
                + done
                + "; but the module "
                + module.getArtifactId()
                + " has the targets "
                + String.join(", ", others)
                + ". Run the goal in that module, with -pl :"
                + module.getArtifactId()
                + ", or set <targets> here, or -Dcaptain.targets.");
      }
    }
  }
}
