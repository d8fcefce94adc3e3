package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.combine.Combiner;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the combined image out of the targets' images in the registry, which several machines
 * may have published. It has the same digest as if one machine had published all targets. Needs no
 * files and no POM, and transfers no layer.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "combine",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class CombineMojo extends AbstractPromotingMojo {

  /**
   * Whether a tag that already refers to another image is moved. If {@code false}, such a tag is an
   * error, and nothing is sent.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.overwrite", defaultValue = "true")
  private @Nullable String overwrite;

  /**
   * Attests how the images were built, as SLSA provenance: the repository, the commit, and the
   * images of the targets with their digests. Requires {@code captain.signKey}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.provenance", defaultValue = "false")
  private @Nullable String provenance;

  /**
   * What builds the images, for their provenance: a URI. On GitHub Actions, it is always that of
   * the workflow, from {@code GITHUB_SERVER_URL} and {@code GITHUB_WORKFLOW_REF}. Default: one that
   * says that it is not known.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.builderId")
  private @Nullable String builderId;

  @Override
  protected Goal goal() {
    return Goal.COMBINE;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    // their order is that of the layers
    List<String> names = targetNames();
    checkModules("combined", names::equals);
    return new Combiner(
        release(attesting(trust(), provenance, builderId), names, Progress.none()),
        workDirectory(),
        settings().flag("captain.overwrite", overwrite, true),
        dryRun());
  }
}
