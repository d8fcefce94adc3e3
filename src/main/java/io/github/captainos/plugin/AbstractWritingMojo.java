package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.ModuleTargets;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.report.Report;
import java.util.List;
import java.util.function.Predicate;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that write to a registry. */
abstract class AbstractWritingMojo extends AbstractCaptainMojo {
  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code combine}, {@code tag-all} and {@code copy} are also deferred if a
   * publish before them in the same build was.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  final boolean publishAtEnd() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false);
  }

  /** A function that may fail as a goal does. */
  interface Step<A, B> {
    B apply(A argument) throws ReleaseException, MojoExecutionException;
  }

  /**
   * Runs a job that reads images, and reports what it did; or defers it, since a publish of these
   * images may have been.
   *
   * @param request makes the request out of the release's version
   * @param check checks a request without a registry, and returns the references it will write
   * @param job the job
   */
  final <R> void runOrDefer(
      Step<ReleaseVersion, R> request, Step<R, List<String>> check, Step<R, Report> job)
      throws ReleaseException, MojoExecutionException {
    if (publishAtEnd() || EndOfBuild.of(session()).hasTasks()) {
      R deferred = request.apply(versioning().fixedTag());
      defer(check.apply(deferred), () -> reports().tell(job.apply(deferred)));
    } else {
      reports().tell(job.apply(request.apply(versioning())));
    }
  }

  /**
   * Checks that no other module has other targets: without {@code <targets>}, a goal might leave an
   * image of the release out, or take one of an earlier build.
   *
   * @param done what the goal does with images, in the past tense
   * @param fits whether the targets of another module are those of this one
   */
  final void checkModules(String done, Predicate<List<String>> fits)
      throws ReleaseException, MojoExecutionException {
    if (hasTargets() || targetsOnCommandLine().isPresent()) {
      return;
    }
    for (MavenProject module : session().getAllProjects()) {
      List<String> others = ModuleTargets.names(module, plugin().getPluginLookupKey());
      if (!others.isEmpty() && !fits.test(others)) {
        throw new MojoExecutionException(
            "This module has no <targets>, so "
                + String.join(" and ", targetNames())
                + " would be "
                + done
                + "; but the module "
                + module.getArtifactId()
                + " has the targets "
                + String.join(", ", others)
                + ". Run the goal in that module, with -pl :"
                + module.getArtifactId()
                + ", or set <targets> here, or -Dcaptain.targets.");
      }
    }
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
