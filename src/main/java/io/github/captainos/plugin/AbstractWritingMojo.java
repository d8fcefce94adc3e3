package io.github.captainos.plugin;

import io.github.captainos.release.ReleaseException;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that write to a registry. */
abstract class AbstractWritingMojo extends AbstractCaptainMojo {
  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code tag-all} and {@code copy} are also deferred if a publish before them in
   * the same build was.
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

  /**
   * Checks that no other module has other targets: a release might lack an image, or have one of an
   * earlier build.
   *
   * @param done what would be done with the images, such as {@code tagged}
   * @param doIt the same as an imperative
   */
  final void checkTargets(String done, String doIt)
      throws ReleaseException, MojoExecutionException {
    if (hasTargets() || targetsOnCommandLine().isPresent()) {
      return;
    }
    List<String> names = targetNames();
    for (MavenProject module : session().getAllProjects()) {
      List<String> others = ModuleTargets.names(module, plugin().getPluginLookupKey());
      if (!others.isEmpty() && !Set.copyOf(others).equals(Set.copyOf(names))) {
        throw new MojoExecutionException(
            "This module has no <targets>, so "
                + String.join(" and ", names)
                + " would be "
                + done
                + "; but the module "
                + module.getArtifactId()
                + " has the targets "
                + String.join(", ", others)
                + ". "
                + doIt
                + " that module's images, with -pl :"
                + module.getArtifactId()
                + ", or set <targets> here, or -Dcaptain.targets.");
      }
    }
  }
}
