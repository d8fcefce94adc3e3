package io.github.captainos.plugin;

import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.Publisher;
import io.github.captainos.report.Goal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.SessionData;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the files of an OS build as OCI images: one for each target, and a combined image. Each
 * file is a layer of its own, and each image is an index with an entry for each platform.
 *
 * @since 0.1.0
 */
@Mojo(name = "publish", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PublishMojo extends AbstractFilesMojo {
  /**
   * Whether a tag that already refers to another image is moved. If {@code false}, such a tag is an
   * error, and nothing is published. Default: {@code true}. If this is not set, but {@code
   * captain.tag} is, each tag that was moved causes a warning, unless it ends in the commit.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.overwrite")
  private @Nullable String overwrite;

  /**
   * Computes all digests and reads from the registry, but sends nothing. The recap and {@code
   * target/captain/publish.json} show what would be sent, and what each tag would replace.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.dryRun", defaultValue = "false")
  private @Nullable String dryRun;

  /**
   * How the progress of uploads is shown: {@code live}, one line below the log on the terminal;
   * {@code plain}, a line in the log every few seconds; or {@code none}. Default: {@code auto},
   * which is {@code live} on a terminal, and {@code plain} without a terminal, in CI, and with
   * Maven's {@code -B}, {@code -T} or {@code -X}. With {@code -q}, nothing is shown.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.progress", defaultValue = ProgressForm.DEFAULT)
  private @Nullable String progress;

  @Override
  protected Goal goal() {
    return Goal.PUBLISH;
  }

  @Override
  protected @Nullable Job job() throws ReleaseException, MojoExecutionException {
    if (targets().isEmpty() && session().getAllProjects().size() > 1) {
      getLog().info("Nothing to publish: this module has no <targets>.");
      return null;
    }
    checkTargets();
    Settings settings = settings();
    return new Publisher(
        plan(progress(progress, "Uploading")),
        settings.find("captain.overwrite", overwrite, null).isPresent()
            ? Optional.of(settings.flag("captain.overwrite", overwrite, true))
            : Optional.empty(),
        settings.flag("captain.dryRun", dryRun, false),
        session().getCurrentProject().getGroupId()
            + ":"
            + session().getCurrentProject().getArtifactId(),
        published(session().getRepositorySession().getData()));
  }

  /**
   * Returns what all modules of the build share. The key and the map have types of the JDK: modules
   * with other plugin dependencies load the plugin's classes again.
   */
  @SuppressWarnings("unchecked")
  private static ConcurrentMap<String, Map.Entry<String, String>> published(SessionData data) {
    String key = PublishMojo.class.getName() + ".published";
    data.set(key, null, new ConcurrentHashMap<>()); // unless there is one
    return (ConcurrentMap<String, Map.Entry<String, String>>) Objects.requireNonNull(data.get(key));
  }
}
