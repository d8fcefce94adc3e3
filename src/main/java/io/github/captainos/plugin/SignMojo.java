package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.FilesSigner;
import io.github.captainos.release.sign.Signer;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Signs images that are published already. With {@code <targets>}, their digests are computed from
 * the files, and only these are signed. Without them, the goal needs no POM, and signs what the
 * registry names, if {@code captain.signUnverified} allows it.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "sign",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class SignMojo extends AbstractFilesMojo {

  /**
   * Whether the key signs what the registry names under the tags, although no files and no other
   * signature vouch for it. Only used without {@code <targets>}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.signUnverified", defaultValue = "false")
  private @Nullable String signUnverified;

  @Override
  protected Goal goal() {
    return Goal.SIGN;
  }

  @Override
  boolean defers() throws MojoExecutionException {
    // a publish of these images may be deferred
    return super.defers() || EndOfBuild.of(session()).hasTasks();
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    boolean isUnverified = settings().flag("captain.signUnverified", signUnverified, false);
    if (targets().isEmpty()) {
      return withoutFiles(isUnverified);
    }
    checkTargets();
    if (isUnverified) {
      getLog()
          .warn(
              "captain.signUnverified has no effect: this module has <targets>, so the images are"
                  + " those of their files. To sign without files, run captain:sign by its full"
                  + " name in a directory without a POM.");
    }
    return new FilesSigner(plan(Progress.none()));
  }

  private Job withoutFiles(boolean isUnverified) throws ReleaseException, MojoExecutionException {
    if (attestsProvenance()) {
      throw new MojoExecutionException(
          "captain.provenance is true, and there are no files that the provenance could name. Run"
              + " captain:sign in the module with the <targets> and their files, or set"
              + " captain.provenance to false.");
    }
    return new Signer(release(trust(), targetNames(), Progress.none()), isUnverified);
  }
}
