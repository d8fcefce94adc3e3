package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.PomValues;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Trust;
import java.util.List;
import java.util.function.Predicate;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that make images available under other names, without their files. */
abstract class AbstractPromotingMojo extends AbstractVerifyingMojo {
  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code combine}, {@code tag-all}, {@code copy} and {@code sign} are also
   * deferred if a publish before them in the same build was.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  /**
   * The private key in PEM that images are signed with, a file or {@code env:NAME}: PKCS#8, plain
   * or encrypted, or cosign's {@code cosign.key}; ECDSA on P-256. Signatures are written before
   * tags move. {@code publish}, {@code combine} and {@code sign} also sign checksum files, each in
   * a Sigstore bundle beside it, {@code sha256sums-….txt.sigstore.json}. {@code pull} signs only
   * those that it has pulled, and requires {@code captain.publicKey}. The password comes from the
   * environment variables {@code CAPTAIN_SIGN_PASSWORD} or {@code COSIGN_PASSWORD}, or the {@code
   * <server>} {@code captain.sign} of settings.xml. Default: none, so nothing is signed.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.signKey")
  private @Nullable String signKey;

  /**
   * The formats of signatures: {@code tag}, the tags of cosign, which most programs read; {@code
   * bundle}, Sigstore bundles as referrers; or {@code both}. Default: {@code both}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.signatureFormat", defaultValue = "both")
  private @Nullable String signatureFormat;

  /**
   * Reads all images and tags, and computes what would be written, but writes nothing. The recap
   * and the report show what would be sent, and which tags would move.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.dryRun", defaultValue = "false")
  private @Nullable String dryRun;

  @Override
  final boolean defers() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false)
        || EndOfBuild.of(session()).hasTasks(); // a publish of these images may be one
  }

  @Override
  final Trust trust() throws ReleaseException, MojoExecutionException {
    return signing(super.trust(), signKey, signatureFormat);
  }

  final boolean dryRun() throws MojoExecutionException {
    return settings().flag("captain.dryRun", dryRun, false);
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
      List<String> others = PomValues.targetNames(module, pluginKey());
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
