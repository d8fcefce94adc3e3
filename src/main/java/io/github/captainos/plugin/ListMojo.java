package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Trust;
import io.github.captainos.release.look.Lister;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the releases of a repository, and which of them are complete. Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(name = "list", requiresProject = false, threadSafe = true)
public final class ListMojo extends AbstractCaptainMojo {
  private static final String DEFAULT_LIMIT = "20";

  /**
   * How many releases are read at most: the first ones in version order. The others are only named.
   * Each image that is read counts as a pull at some registries.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.limit", defaultValue = DEFAULT_LIMIT)
  private @Nullable String limit;

  @Override
  protected Goal goal() {
    return Goal.LIST;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    return new Lister(
        release(Trust.none(), targetNames(), Progress.none()),
        settings().number("captain.limit", limit, 1, DEFAULT_LIMIT));
  }
}
