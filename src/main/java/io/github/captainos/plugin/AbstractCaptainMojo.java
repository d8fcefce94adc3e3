package io.github.captainos.plugin;

import io.github.captainos.release.Naming;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetFiles;
import io.github.captainos.release.Versioning;
import io.github.captainos.report.progress.Progress;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What all goals that work on images have in common. */
abstract class AbstractCaptainMojo extends AbstractRegistryMojo {
  /**
   * The registry: {@code host[:port]}, or {@code oci:directory} for OCI image layouts in a
   * directory. A relative directory is resolved against the one in which Maven was started.
   * Default: {@code ghcr.io}. Environment variable: {@code REGISTRY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.registry")
  private @Nullable String registry;

  /**
   * The repository in the registry, such as {@code tinkerbell/captain}. Required. Environment
   * variable: {@code GITHUB_REPOSITORY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.repository")
  private @Nullable String repository;

  /**
   * The last part of the repository's name, after {@code repository}. Default: {@code artifacts}.
   * Environment variable: {@code OCI_ARTIFACT_NAME}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.artifactName")
  private @Nullable String artifactName;

  /**
   * What there is to publish. Each {@code <target>} has a {@code <name>}, such as {@code amd64},
   * and {@code <files>}. A {@code <file>} is a path relative to the module's base directory, or a
   * {@code <source>} and a {@code <name>}; a source may be a glob that matches exactly one file.
   * The order of files is the order of layers.
   *
   * @since 0.1.0
   */
  @Parameter private List<Target> targets = new ArrayList<>();

  /**
   * The tag of the combined image; a target's image has it with {@code -} and the target's name
   * added. Default: the version, as {@code git describe --tags --first-parent --abbrev=0 --match
   * 'v[0-9]*'} prints it, then {@code -} and the first seven digits of the commit.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.tag")
  private @Nullable String tag;

  /**
   * The commit that is published. Default: what {@code HEAD} names. Environment variable: {@code
   * GITHUB_SHA}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.gitSha")
  private @Nullable String gitSha;

  /**
   * A glob of git tags that are no versions, as {@code git describe --exclude} takes it.
   * Environment variable: {@code VERSION_EXCLUDE}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.versionExclude")
  private @Nullable String versionExclude;

  /**
   * Skips this goal.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.skip", defaultValue = "false")
  private @Nullable String skip;

  @Parameter(defaultValue = "${project.build.directory}/captain", readonly = true)
  private File workDirectory;

  @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
  private @Nullable String outputTimestamp;

  @Override
  public final void execute() throws MojoExecutionException {
    if (settings().flag("captain.skip", skip, false)) {
      getLog().info("Skipped: captain.skip is true.");
      return;
    }
    try {
      run();
    } catch (ReleaseException e) {
      throw failure(e);
    }
  }

  abstract void run() throws ReleaseException, MojoExecutionException;

  /** Maven adds the message of every cause to its own; ours says it all. */
  private static MojoExecutionException failure(ReleaseException e) {
    MojoExecutionException failure = new MojoExecutionException(e.getMessage());
    failure.addSuppressed(e);
    return failure;
  }

  final boolean hasTargets() {
    return !targets.isEmpty();
  }

  final boolean isOneOfSeveralModules() {
    return session().getAllProjects().size() > 1;
  }

  final List<TargetFiles> targets() {
    return targets.stream().map(Target::toTargetFiles).toList();
  }

  /** Returns the names of the targets: the POM's, else those that nearly everybody has. */
  final List<String> targetNames() {
    return hasTargets()
        ? targets().stream().map(TargetFiles::name).toList()
        : List.of("amd64", "arm64");
  }

  final Naming naming() throws MojoExecutionException {
    Setting host = setting("captain.registry", registry, "REGISTRY", "ghcr.io");
    return new Naming(
        host,
        settings().find("captain.repository", repository, "GITHUB_REPOSITORY").orElse(null),
        setting("captain.artifactName", artifactName, "OCI_ARTIFACT_NAME", "artifacts"),
        startDirectory(),
        connecting(host.value()));
  }

  final Versioning versioning() throws MojoExecutionException {
    Settings settings = settings();
    return new Versioning(
        settings.find("captain.tag", tag, null).orElse(null),
        settings.find("captain.gitSha", gitSha, "GITHUB_SHA").orElse(null),
        settings.find("captain.versionExclude", versionExclude, "VERSION_EXCLUDE").orElse(null),
        OutputTimestamp.of(
            session().getUserProperties(), session().getCurrentProject(), outputTimestamp),
        baseDirectory());
  }

  final Progress.Form progressForm(@Nullable String progress) throws MojoExecutionException {
    Setting wanted = setting("captain.progress", progress, null, ProgressForm.DEFAULT);
    return ProgressForm.of(wanted, session().getRequest(), getLog().isInfoEnabled());
  }

  final Path workDirectory() {
    return workDirectory.toPath();
  }
}
