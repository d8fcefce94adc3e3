package io.github.captainos.plugin.base;

import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.plugin.settings.Protection;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.plugin.settings.UnknownProperties;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.progress.Progress;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Base class of all goals: runs the goal, reads the values of parameters, and writes what the goal
 * did.
 */
public abstract class AbstractCaptainMojo extends AbstractMojo {
  /**
   * Skips this goal.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.skip", defaultValue = "false")
  private @Nullable String skip;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${basedir}", readonly = true)
  private @Nullable File baseDirectory;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Parameter(defaultValue = "${project.build.directory}/captain", readonly = true)
  private File workDirectory;

  @Override
  public final void execute() throws MojoExecutionException {
    if (settings().flag("captain.skip", skip, false)) {
      getLog().info("Skipped: captain.skip is true.");
      return;
    }
    UnknownProperties.check(session(), plugin(), getLog());
    Protection.check(session(), execution);
    reports().forget(goal(), null);
    run(
        () -> {
          // an invalid flavor cannot be in a file's name
          reports().forget(goal(), flavorName());
          run();
        });
  }

  /** Returns which goal this is. */
  protected abstract Goal goal();

  /**
   * Returns the flavor of the release, or null if there is none.
   *
   * @throws ReleaseException if it is not a valid name
   */
  protected abstract @Nullable String flavorName() throws ReleaseException;

  /** Runs the goal. */
  protected abstract void run() throws ReleaseException, MojoExecutionException;

  /** A goal, or a part of it, which may fail. */
  protected interface Job {
    void run() throws ReleaseException, MojoExecutionException;
  }

  /**
   * Runs a job. The exceptions for Maven have no cause: Maven appends the message of every cause to
   * the message, which is complete already.
   */
  protected static void run(Job job) throws MojoExecutionException {
    try {
      job.run();
    } catch (ReleaseException e) {
      throw failure(e);
    } catch (OutOfMemoryError e) {
      throw failure(ReleaseException.outOfMemory(e));
    }
  }

  private static MojoExecutionException failure(ReleaseException e) {
    MojoExecutionException failure = new MojoExecutionException(e.getMessage());
    failure.addSuppressed(e);
    return failure;
  }

  protected final Settings settings() {
    return new Settings(
        session.getUserProperties(), session.getCurrentProject().getProperties(), System.getenv());
  }

  protected final MavenSession session() {
    return session;
  }

  protected final MojoExecution execution() {
    return execution;
  }

  protected final PluginDescriptor plugin() {
    return execution.getMojoDescriptor().getPluginDescriptor();
  }

  protected final Setting setting(
      String property, @Nullable String pom, @Nullable String variable, String byDefault) {
    return settings()
        .find(property, pom, variable)
        .orElseGet(() -> new Setting(byDefault, "the default of " + property));
  }

  protected final Progress.Form progressForm(@Nullable String progress)
      throws MojoExecutionException {
    Setting wanted = setting("captain.progress", progress, null, ProgressForm.DEFAULT);
    return ProgressForm.of(wanted, session, getLog());
  }

  /**
   * Returns a file or directory; a relative path is resolved against the module's base directory.
   * (The parameter is not a {@code File}, since Maven would treat a blank one as the base
   * directory.)
   */
  protected final Optional<Path> path(String property, @Nullable String pom)
      throws MojoExecutionException {
    try {
      return settings()
          .find(property, pom, null)
          .map(setting -> baseDirectory().resolve(setting.value()).normalize());
    } catch (InvalidPathException e) {
      throw new MojoExecutionException(
          property + " is not a valid path on this system: " + e.getReason() + ". Set another.");
    }
  }

  protected final Path baseDirectory() {
    return baseDirectory == null ? startDirectory() : baseDirectory.toPath();
  }

  protected static Path startDirectory() {
    return Path.of(System.getProperty("user.dir"));
  }

  /** Writes what the goal did to the log and to its reports. */
  protected final void tell(Report report) throws MojoExecutionException {
    reports().tell(report);
  }

  /** Returns the writer of this goal's reports. */
  private Reports reports() {
    return new Reports(workDirectory(), System.getenv(), getLog());
  }

  /**
   * Returns {@code target/captain}. Without a POM, Maven leaves the variable in the directory's
   * name unresolved.
   */
  protected final Path workDirectory() {
    return session().getRequest().isProjectPresent()
        ? workDirectory.toPath()
        : startDirectory().resolve("target/captain");
  }
}
