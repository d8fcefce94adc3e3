package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.look.Inspector;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Says what an image holds, whether its release is complete, and who signed it, without fetching
 * its files. Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(name = "inspect", requiresProject = false, threadSafe = true)
public final class InspectMojo extends AbstractImageMojo {

  @Override
  protected Goal goal() {
    return Goal.INSPECT;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    return new Inspector(release(trust(), targetNames(), Progress.none()), target(), platform());
  }
}
