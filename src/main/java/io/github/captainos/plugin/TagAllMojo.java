package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.copy.Tagger;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Adds another tag to all images of a release, the combined image last; their digests do not
 * change. Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "tag-all",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class TagAllMojo extends AbstractPromotingMojo {

  /**
   * The new tag of the combined image, such as {@code v1.2.0}. The new tag of a target's image has
   * {@code -} and the target's name appended. With {@code captain.flavor}, both have {@code -} and
   * the flavor after this tag. Required.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.newTag")
  private @Nullable String newTag;

  /**
   * Whether a new tag that already refers to another image is moved. If {@code false}, such a tag
   * is an error, so that a release does not change by accident.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.overwrite", defaultValue = "false")
  private @Nullable String overwrite;

  /**
   * Whether the new tags may be unsigned although the images are signed. If {@code false}, tags of
   * signed images require {@code captain.signKey}, as readers with a key would refuse the new ones.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.unsigned", defaultValue = "false")
  private @Nullable String unsigned;

  @Override
  protected Goal goal() {
    return Goal.TAG_ALL;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    Set<String> names = Set.copyOf(targetNames());
    checkModules("tagged", others -> Set.copyOf(others).equals(names));
    return new Tagger(
        release(trust(), targetNames(), Progress.none()),
        settings().find("captain.newTag", newTag, null).orElse(null),
        settings().flag("captain.overwrite", overwrite, false),
        settings().flag("captain.unsigned", unsigned, false),
        dryRun());
  }
}
