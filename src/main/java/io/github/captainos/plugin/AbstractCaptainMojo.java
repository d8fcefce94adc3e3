package io.github.captainos.plugin;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.input.TargetFiles;
import io.github.captainos.report.Goal;
import io.github.captainos.report.progress.Progress;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What all goals that work on images have in common. */
abstract class AbstractCaptainMojo extends AbstractRegistryMojo {
  private static final String TARGETS = "captain.targets";

  /**
   * The registry: {@code host[:port]}, such as {@code ghcr.io}, or {@code oci:directory} for OCI
   * image layouts in a directory, such as {@code oci:target/images}. A relative directory is
   * resolved against the one in which Maven was started. Default: {@code ghcr.io}. Environment
   * variable: {@code REGISTRY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.registry")
  private @Nullable String registry;

  /**
   * The repository in the registry, such as {@code tinkerbell/captain}. The images are called
   * {@code registry/repository/artifactName:tag}. Required. Environment variable: {@code
   * GITHUB_REPOSITORY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.repository")
  private @Nullable String repository;

  /**
   * The last part of the images' name, after the repository. Default: {@code artifacts}.
   * Environment variable: {@code OCI_ARTIFACT_NAME}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.artifactName")
  private @Nullable String artifactName;

  /**
   * What there is to publish; in the POM alone. Each {@code <target>} has a {@code <name>}, which
   * ends the tag of its image, and {@code <files>}, in the order of the image's layers.
   *
   * <p>An example:
   *
   * <pre>{@code
   * <targets>
   *   <target>
   *     <name>arm64</name>
   *     <files>
   *       <file>out/vmlinuz-arm64</file>
   *     </files>
   *   </target>
   * </targets>
   * }</pre>
   *
   * <p>A {@code <file>} is a path relative to the module's base directory, or has
   *
   * <ul>
   *   <li>a {@code <source>}, which is a path or a glob that matches exactly one file: {@code
   *       out/arm64/vmlinuz-*}; or an {@code <artifact>} of Maven, {@code
   *       groupId:artifactId:version[:type[:classifier]]}: {@code
   *       org.example:firmware:1.2.0:bin:arm64};
   *   <li>and, if it needs to, a {@code <name>}, which it has in the image (default: the file's own
   *       name; an artifact's is {@code artifactId-version[-classifier].extension}), and a {@code
   *       <compression>}.
   * </ul>
   *
   * <p>Required for {@code publish}. The goals {@code pull} and {@code tag-all} take only the
   * targets' names; where there are none, these are those of {@code captain.targets}.
   *
   * @since 0.1.0
   */
  @Parameter private List<Target> targets = new ArrayList<>();

  /**
   * The names of the targets, with commas in between, for {@code pull} and {@code tag-all} where
   * there are no {@code <targets>}. With {@code -D} they take the place of those in {@code
   * <targets>}. {@code publish} publishes what {@code <targets>} says; if {@code -D} gives other
   * names, it is an error. Default: {@code amd64,arm64}.
   *
   * @since 0.1.0
   */
  @Parameter(property = TARGETS)
  private List<@Nullable String> targetNames = new ArrayList<>();

  /**
   * The tag of the combined image, such as {@code v1.2.0-7540d73}; a target's image has it with
   * {@code -} and the target's name added. Default: the version, as {@code git describe --tags
   * --first-parent --abbrev=0 --match 'v[0-9]*'} prints it ({@code v0.0.0} where there is none),
   * then {@code -} and the first seven digits of the commit.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.tag")
  private @Nullable String tag;

  /**
   * The commit that the files were built from: 7 to 64 hexadecimal digits. Default: what {@code
   * HEAD} names. Environment variable: {@code GITHUB_SHA}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.gitSha")
  private @Nullable String gitSha;

  /**
   * A glob of git tags that are no versions, as {@code git describe --exclude} takes it, such as
   * {@code v*-rc*}. Default: none. Environment variable: {@code VERSION_EXCLUDE}.
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
    UnknownProperties.warn(session(), plugin(), getLog());
    reports().forget(goal());
    run(this::run);
  }

  abstract Goal goal();

  abstract void run() throws ReleaseException, MojoExecutionException;

  /** A goal, or a part of it. */
  interface Job {
    void run() throws ReleaseException, MojoExecutionException;
  }

  /** Maven adds the message of every cause to its own; ours says it all. */
  static void run(Job job) throws MojoExecutionException {
    try {
      job.run();
    } catch (ReleaseException e) {
      MojoExecutionException failure = new MojoExecutionException(e.getMessage());
      failure.addSuppressed(e);
      throw failure;
    }
  }

  final boolean hasTargets() {
    return !targets.isEmpty();
  }

  final boolean isOneOfSeveralModules() {
    return session().getAllProjects().size() > 1;
  }

  /**
   * @param artifacts finds Maven artifacts, where there are any
   */
  final List<TargetFiles> targets(Supplier<MavenArtifacts> artifacts) {
    return targets.stream().map(target -> target.toTargetFiles(artifacts)).toList();
  }

  /** Returns the names in the POM's {@code <targets>}. */
  final List<String> namesOfTargets() {
    return targets.stream().map(Target::name).toList();
  }

  /** Returns what {@code -D} gives in the place of the names in the POM's {@code <targets>}. */
  final Optional<Setting> targetsOnCommandLine() {
    return settings().onCommandLine(TARGETS);
  }

  /**
   * Returns the names of the targets: {@code -D}'s, else the POM's, else those that nearly
   * everybody has.
   *
   * @throws ReleaseException if the parameter has something that cannot be a name
   */
  final List<String> targetNames() throws ReleaseException {
    if (hasTargets() && targetsOnCommandLine().isEmpty()) {
      return namesOfTargets();
    }
    return TargetNames.listed(
        settings()
            .findList(TARGETS, targetNames)
            .orElseGet(() -> new Setting("amd64,arm64", "the default")));
  }

  final RepositorySettings naming() throws MojoExecutionException {
    Setting host = setting("captain.registry", registry, "REGISTRY", "ghcr.io");
    return new RepositorySettings(
        host,
        settings().find("captain.repository", repository, "GITHUB_REPOSITORY").orElse(null),
        setting("captain.artifactName", artifactName, "OCI_ARTIFACT_NAME", "artifacts"),
        startDirectory(),
        connecting(host.value()));
  }

  final ReleaseVersion versioning() throws MojoExecutionException {
    Settings settings = settings();
    return new ReleaseVersion(
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

  /** Returns where the goal says what it did. */
  final Reports reports() {
    return new Reports(workDirectory(), System.getenv(), getLog());
  }

  /** Without a POM, Maven leaves a variable as it is in the name of that directory. */
  final Path workDirectory() {
    return session().getRequest().isProjectPresent()
        ? workDirectory.toPath()
        : startDirectory().resolve("target/captain");
  }
}
