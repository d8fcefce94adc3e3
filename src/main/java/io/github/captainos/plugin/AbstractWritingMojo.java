package io.github.captainos.plugin;

import io.github.captainos.release.ReleaseException;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that write to a registry. */
abstract class AbstractWritingMojo extends AbstractCaptainMojo {
  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code tag-all} is also deferred if a publish before it in the same build was.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  final boolean publishAtEnd() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false);
  }

  /**
   * @param references the references that the job will write
   */
  final void defer(List<String> references, Job job) throws ReleaseException {
    EndOfBuild.of(session())
        .add(
            session(),
            new EndOfBuild.Task(
                session().getCurrentProject(),
                execution(),
                flavorName(),
                getLog(),
                List.copyOf(references),
                () -> run(job)));
    getLog().info("Deferred until the whole build has succeeded (captain.publishAtEnd).");
  }
}
