package io.github.captainos.plugin;

import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals have in common that write into a registry. */
abstract class AbstractWritingMojo extends AbstractCaptainMojo {
  /**
   * Puts this off until all modules of the build have come through, so that a build that fails
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code tag-all} always waits for what was put off before it.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  final boolean publishAtEnd() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false);
  }

  /**
   * @param references what the job is going to write
   */
  final void putOff(List<String> references, Job job) {
    EndOfBuild.of(session())
        .add(
            session(),
            new EndOfBuild.Task(
                session().getCurrentProject(),
                execution(),
                getLog(),
                List.copyOf(references),
                () -> run(job)));
    getLog().info("Put off until the whole build has come through (captain.publishAtEnd).");
  }
}
