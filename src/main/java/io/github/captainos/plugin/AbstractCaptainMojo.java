package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.MavenArtifacts;
import io.github.captainos.plugin.pom.Target;
import io.github.captainos.plugin.settings.OutputTimestamp;
import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.plugin.settings.UnknownProperties;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.input.TargetFiles;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
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

/** Base class of the goals that read or write images, with the parameters that they share. */
public abstract class AbstractCaptainMojo extends AbstractRegistryMojo {
  private static final String TARGETS = "captain.targets";

  /**
   * The registry: {@code host[:port]}, such as {@code ghcr.io}, or {@code oci:directory} for OCI
   * image layouts in a directory, such as {@code oci:target/images}. A relative directory is
   * resolved against the directory in which Maven was started. Default: {@code ghcr.io}.
   * Environment variable: {@code REGISTRY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.registry")
  private @Nullable String registry;

  /**
   * The repository in the registry, such as {@code tinkerbell/captain}. The reference of an image
   * is {@code registry/repository/artifactName:tag}. Required. Environment variable: {@code
   * GITHUB_REPOSITORY}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.repository")
  private @Nullable String repository;

  /**
   * The last part of the repository name of the images. Default: {@code artifacts}. Environment
   * variable: {@code OCI_ARTIFACT_NAME}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.artifactName")
  private @Nullable String artifactName;

  /**
   * The targets to publish. Can only be set in the POM. Each {@code <target>} has a {@code <name>},
   * which is the last part of the tag of its image, and {@code <files>}, in the order of the
   * image's layers.
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
   *   <li>optionally, a {@code <name>}, the name of the file in the image (default: the name of the
   *       source file; for an artifact, {@code artifactId-version[-classifier].extension}), and a
   *       {@code <compression>}.
   * </ul>
   *
   * <p>A {@code <directory>} among the files is a layer with all that is in a directory. It is a
   * path, or has a {@code <source>} and optionally a {@code <name>}, a {@code <compression>}, and
   * {@code <includes>} and {@code <excludes>} with Maven's patterns.
   *
   * <p>Optionally, a target has an {@code <sbom>}, a path or a glob of a file in SPDX 2 or
   * CycloneDX JSON. {@code publish} attests it with {@code captain.signKey}.
   *
   * <p>Required for {@code publish}. The other goals use only the targets' names; if there are no
   * targets, they use those of {@code captain.targets}. The order of targets is that of the layers
   * in the combined image.
   *
   * @since 0.1.0
   */
  @Parameter private List<Target> targets = new ArrayList<>();

  /**
   * The names of the targets, separated by commas, for goals other than {@code publish} without
   * {@code <targets>}. {@code combine} needs them in the order in which they are published: it is
   * the order of the layers in the combined image. With {@code -D}, they replace the names in
   * {@code <targets>}. {@code publish} publishes the targets in {@code <targets>}; if {@code -D}
   * gives other names, that is an error. Default: {@code amd64,arm64}.
   *
   * @since 0.1.0
   */
  @Parameter(property = TARGETS)
  private List<@Nullable String> targetNames = new ArrayList<>();

  /**
   * The tag of the combined image, such as {@code v1.2.0-7540d73}. The tag of a target's image has
   * {@code -} and the target's name appended. With {@code captain.flavor}, both have {@code -} and
   * the flavor after this tag. Default: the version, as printed by {@code git describe --tags
   * --first-parent --abbrev=0 --match 'v[0-9]*'} ({@code v0.0.0} if no tag matches), followed by
   * {@code -} and the first seven digits of the commit.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.tag")
  private @Nullable String tag;

  /**
   * The flavor: which one of several systems that are published from one commit, such as {@code
   * raspberry-pi}. It follows the tag in all tags, in {@code captain.tag} as in {@code
   * captain.newTag}: {@code v1.2.0-raspberry-pi} and {@code v1.2.0-raspberry-pi-arm64}; and in the
   * names of checksum files. Lower-case letters and digits, with single {@code .}, {@code _} or
   * {@code -} inside; not a target's name, and not with {@code -} and a target's name at the end.
   * Default: none. Environment variable: {@code FLAVOR_ID}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.flavor")
  private @Nullable String flavor;

  /**
   * The commit that the files were built from: 7 to 64 hexadecimal digits. Default: the commit of
   * {@code HEAD}. Environment variable: {@code GITHUB_SHA}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.gitSha")
  private @Nullable String gitSha;

  /**
   * A glob for git tags that are not versions, as for {@code git describe --exclude}, such as
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
    UnknownProperties.check(session(), plugin(), getLog());
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

  /** Runs the goal. */
  protected abstract void run() throws ReleaseException, MojoExecutionException;

  /** A goal, or a part of it, which may fail. */
  interface Job {
    void run() throws ReleaseException, MojoExecutionException;
  }

  /**
   * Runs a job. The exceptions for Maven have no cause: Maven appends the message of every cause to
   * the message, which is complete already.
   */
  static void run(Job job) throws MojoExecutionException {
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

  final boolean hasTargets() {
    return !targets.isEmpty();
  }

  final boolean isOneOfSeveralModules() {
    return session().getAllProjects().size() > 1;
  }

  /**
   * @param artifacts supplies the finder of Maven artifacts, if a file is one
   */
  final List<TargetFiles> targets(Supplier<MavenArtifacts> artifacts) {
    return targets.stream().map(target -> target.toTargetFiles(artifacts)).toList();
  }

  /** Returns the names in the POM's {@code <targets>}. */
  final List<String> namesOfTargets() {
    return targets.stream().map(Target::name).toList();
  }

  /** Returns the value of {@code -Dcaptain.targets}, which replaces the names in the POM. */
  final Optional<Setting> targetsOnCommandLine() {
    return settings().onCommandLine(TARGETS);
  }

  /**
   * Returns the names of the targets: those of {@code -D}, else the POM's, else the default.
   *
   * @throws ReleaseException if the parameter has an invalid name
   */
  protected final List<String> targetNames() throws ReleaseException {
    if (hasTargets() && targetsOnCommandLine().isEmpty()) {
      return namesOfTargets();
    }
    return TargetNames.listed(
        settings()
            .findList(TARGETS, targetNames)
            .orElseGet(() -> new Setting("amd64,arm64", "the default")));
  }

  protected final RepositorySettings naming() throws MojoExecutionException {
    Setting host = setting("captain.registry", registry, "REGISTRY", "ghcr.io");
    return new RepositorySettings(
        host,
        settings().find("captain.repository", repository, "GITHUB_REPOSITORY").orElse(null),
        setting("captain.artifactName", artifactName, "OCI_ARTIFACT_NAME", "artifacts"),
        startDirectory(),
        connecting(host.value()));
  }

  /** Returns the parameter for the flavor, or null if it is not set. */
  protected final @Nullable Setting flavor() {
    return settings().find("captain.flavor", flavor, "FLAVOR_ID").orElse(null);
  }

  /**
   * Returns the flavor, or null if there is none.
   *
   * @throws ReleaseException if it is not a valid name
   */
  final @Nullable String flavorName() throws ReleaseException {
    return Flavor.of(flavor(), List.of()).name();
  }

  protected final ReleaseVersion versioning() throws MojoExecutionException {
    Settings settings = settings();
    return new ReleaseVersion(
        settings.find("captain.tag", tag, null).orElse(null),
        flavor(),
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

  /** Writes what the goal did to the log and to its reports. */
  protected final void tell(Report report) throws MojoExecutionException {
    reports().tell(report);
  }

  /** Returns the writer of this goal's reports. */
  final Reports reports() {
    return new Reports(workDirectory(), System.getenv(), getLog());
  }

  /**
   * Returns {@code target/captain}. Without a POM, Maven leaves the variable in the directory's
   * name unresolved.
   */
  final Path workDirectory() {
    return session().getRequest().isProjectPresent()
        ? workDirectory.toPath()
        : startDirectory().resolve("target/captain");
  }
}
