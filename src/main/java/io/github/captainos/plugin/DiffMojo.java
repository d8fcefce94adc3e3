package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.look.Differ;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Compares the images of two releases, without fetching their files, and writes release notes.
 * Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(name = "diff", requiresProject = false, threadSafe = true)
public final class DiffMojo extends AbstractImageMojo {
  /**
   * The tag of the second release, such as {@code v1.3.0}, which is compared with that of {@code
   * captain.tag}. Required.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.withTag")
  private @Nullable String withTag;

  @Override
  protected Goal goal() {
    return Goal.DIFF;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    return new Differ(
        release(trust(), targetNames(), Progress.none()),
        target(),
        platform(),
        settings().find("captain.withTag", withTag, null).orElse(null));
  }
}
