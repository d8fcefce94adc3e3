package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.sign.Verifier;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Verifies that all images of a release are signed, each for its own name. Needs no files and no
 * POM.
 *
 * @since 0.1.0
 */
@Mojo(name = "verify", requiresProject = false, threadSafe = true)
public final class VerifyMojo extends AbstractVerifyingMojo {

  @Override
  protected Goal goal() {
    return Goal.VERIFY;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    return new Verifier(release(trust(), targetNames(), Progress.none()));
  }
}
