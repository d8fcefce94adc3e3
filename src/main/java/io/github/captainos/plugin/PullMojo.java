package io.github.captainos.plugin;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.pull.PullRequest;
import io.github.captainos.release.pull.Puller;
import io.github.captainos.report.Goal;
import io.github.captainos.report.progress.Progress;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the files of an image, whoever published it, and checks every byte. Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "pull",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class PullMojo extends AbstractCaptainMojo {
  private static final long MIB = 1L << 20;
  private static final String DEFAULT_MAX_UNPACKED_SIZE = "32768";

  /**
   * Which image: the name of one target, such as {@code arm64}, or {@code both} (also written
   * {@code combined}) for the combined image. Default: {@code both}. Environment variable: {@code
   * TARGET}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.target")
  private @Nullable String target;

  /**
   * The directory that the files are written into. A relative path begins in the module's base
   * directory. What is there already and not in the image is left alone. One pull at a time writes
   * into a directory; another waits for it. Default: {@code
   * ${project.build.directory}/captain/pull}, or {@code target/captain/pull} where there is no POM.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.pullOutput")
  private @Nullable String pullOutput;

  /**
   * Which entry of a multi-arch image, as {@code os/architecture[/variant]}, such as {@code
   * linux/arm64}. Default: this machine's, else the first that has an operating system.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.platform")
  private @Nullable String platform;

  /**
   * How much a compressed layer may unpack to, in MiB. More is an error: a small layer could fill
   * the disk.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.maxUnpackedSize", defaultValue = DEFAULT_MAX_UNPACKED_SIZE)
  private @Nullable String maxUnpackedSize;

  /**
   * How far downloads are: {@code live} lines at the bottom of the terminal, {@code plain} lines in
   * the log every few seconds, or {@code none}. Default: {@code auto}, which is {@code live} on a
   * terminal, and {@code plain} where there is none, in CI, and with Maven's {@code -B} or {@code
   * -l}. With {@code -q} there is nothing.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.progress", defaultValue = ProgressForm.DEFAULT)
  private @Nullable String progress;

  @Override
  Goal goal() {
    return Goal.PULL;
  }

  @Override
  void run() throws ReleaseException, MojoExecutionException {
    PullRequest request =
        new PullRequest(
            naming(),
            versioning(),
            targetNames(),
            setting("captain.target", target, "TARGET", "both"),
            settings().find("captain.platform", platform, null).orElse(null),
            path("captain.pullOutput", pullOutput).orElse(workDirectory().resolve("pull")),
            MIB
                * settings()
                    .number(
                        "captain.maxUnpackedSize", maxUnpackedSize, 1, DEFAULT_MAX_UNPACKED_SIZE),
            new Progress(progressForm(progress), "Fetching"));
    EndOfBuild end = EndOfBuild.of(session());
    if (end.isAwaited()) {
      checkIsNotPutOff(Puller.reference(request), end);
    }
    reports().tell(Puller.pull(request));
  }

  /** Else an older image of that name might be taken for the one that this build publishes. */
  private static void checkIsNotPutOff(String reference, EndOfBuild end)
      throws MojoExecutionException {
    if (end.writes(reference)) {
      throw new MojoExecutionException(
          reference
              + " is only published at the end of this build, as captain.publishAtEnd is true. Pull"
              + " it in a build of its own, or set captain.publishAtEnd to false.");
    }
  }
}
