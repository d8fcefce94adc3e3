package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.PomValues;
import io.github.captainos.plugin.pom.Targets;
import io.github.captainos.plugin.settings.Credentials;
import io.github.captainos.plugin.settings.MavenProxies;
import io.github.captainos.plugin.settings.ParameterChecks;
import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.Trust;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Base class of all goals, with the parameters that all have. It runs the job that a goal makes, at
 * once or at the end of the build, and writes its reports.
 */
abstract class AbstractCaptainMojo extends AbstractMojo {
  private static final String TARGETS = "captain.targets";
  private static final String DEFAULT_RETRIES = "5";
  private static final String DEFAULT_TIMEOUT = "20";
  private static final String DEFAULT_PARALLELISM = "6";

  /**
   * Skips this goal.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.skip", defaultValue = "false")
  private @Nullable String skip;

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
   * <p>Required for {@code publish}. {@code sign} signs the images of these files. The other goals
   * use only the targets' names. Without targets, the names are those of {@code captain.targets}.
   * The order of targets is that of the layers in the combined image.
   *
   * @since 0.1.0
   */
  @Parameter private @Nullable PlexusConfiguration targets;

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
   * The username for the registry; requires the password. If neither is set, the credentials are
   * the first that exist of: the {@code <server>} of settings.xml whose id is the registry's {@code
   * host:port} or {@code host}; those of {@code docker login} or {@code podman login}; those of a
   * credential helper of the registry's cloud; none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.username")
  private @Nullable String username;

  /**
   * The password of the user, or a token. It is best stored in settings.xml, encrypted: other users
   * can see the command line, and Maven itself prints the POM's configuration with {@code -X}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.password")
  private @Nullable PlexusConfiguration password;

  /**
   * A PEM file with certificates that are trusted in addition to those that Java trusts, such as
   * that of a private authority. A relative path is resolved against the module's base directory.
   * Default: none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.caCertificate")
  private @Nullable String caCertificate;

  /**
   * Allows the registry, but no other host, to use plain HTTP or a certificate that is not trusted.
   * For tests only. Over plain HTTP, credentials are only sent to this machine.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.insecure", defaultValue = "false")
  private @Nullable String insecure;

  /**
   * How often a request to the registry is retried after a temporary fault, such as a lost
   * connection or a registry that is overloaded. The delays between the attempts increase, or are
   * those that the registry asks for. {@code 0}: never.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.retries", defaultValue = DEFAULT_RETRIES)
  private @Nullable String retries;

  /**
   * How long to wait for a connection to the registry (at most 10 seconds), and for the next bytes
   * of a response, in seconds.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.timeout", defaultValue = DEFAULT_TIMEOUT)
  private @Nullable String timeout;

  /**
   * How many requests are sent to the registry at a time, and how many files are read at a time (at
   * most one per processor). Unless it is 1, {@code publish} sends configs and checksums beside
   * them, at most eight at a time.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.parallelism", defaultValue = DEFAULT_PARALLELISM)
  private @Nullable String parallelism;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Parameter(defaultValue = "${basedir}", readonly = true)
  private @Nullable File baseDirectory;

  @Parameter(defaultValue = "${project.build.directory}/captain", readonly = true)
  private File workDirectory;

  @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
  private @Nullable String outputTimestamp;

  @Inject private SettingsDecrypter decrypter;

  /** Returns which goal this is. */
  protected abstract Goal goal();

  /**
   * Makes the job out of the values of the parameters.
   *
   * @return the job, or null if there is nothing to do, which the log says
   */
  protected abstract @Nullable Job job() throws ReleaseException, MojoExecutionException;

  /** Returns whether the job is deferred until all modules of the build have succeeded. */
  boolean defers() throws MojoExecutionException {
    return false;
  }

  @Override
  public final void execute() throws MojoExecutionException {
    if (settings().flag("captain.skip", skip, false)) {
      getLog().info("Skipped: captain.skip is true.");
      return;
    }
    new ParameterChecks(session, execution, getLog()).check();
    if (reports().directory() == null) {
      getLog()
          .warn(
              workDirectory()
                  + " cannot be written, so there will be no "
                  + goal().files(null).get(0)
                  + ". Start Maven in a directory of your own to get it.");
    }
    reports().forget(goal(), null);
    run(
        () -> {
          // an invalid flavor cannot be in a file's name
          reports().forget(goal(), flavorName());
          Job job = job();
          if (job != null && defers()) {
            defer(job);
          } else if (job != null) {
            reports().tell(job.run());
          }
        });
  }

  private void defer(Job job) throws ReleaseException {
    EndOfBuild.of(session)
        .add(
            session,
            new EndOfBuild.Task(
                session.getCurrentProject(),
                execution,
                flavorName(),
                getLog(),
                List.copyOf(job.check()),
                () -> run(() -> reports().tell(job.run()))));
    getLog().info("Deferred until the whole build has succeeded (captain.publishAtEnd).");
  }

  /** A part of a goal, which may fail. */
  private interface Action {
    void run() throws ReleaseException, MojoExecutionException;
  }

  /**
   * Runs a part of the goal. The exceptions for Maven have no cause: Maven appends the message of
   * every cause to the message, which is complete already.
   */
  private static void run(Action action) throws MojoExecutionException {
    try {
      action.run();
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

  private Reports reports() {
    // without a POM, goals are run in any directory
    boolean hasFiles = session.getRequest().isProjectPresent() || Reports.canWrite(workDirectory());
    return new Reports(
        hasFiles ? workDirectory() : null, startDirectory(), System.getenv(), getLog());
  }

  final MavenSession session() {
    return session;
  }

  /** Returns the identity of this plugin in a POM, {@code groupId:artifactId}. */
  final String pluginKey() {
    return execution.getMojoDescriptor().getPluginDescriptor().getPluginLookupKey();
  }

  final PluginParameterExpressionEvaluator expressions() {
    return new PluginParameterExpressionEvaluator(session, execution);
  }

  final Settings settings() {
    return new Settings(
        session.getUserProperties(), session.getCurrentProject().getProperties(), System.getenv());
  }

  /**
   * Returns a file or directory; a relative path is resolved against the module's base directory.
   * (The parameter is not a {@code File}, since Maven would treat a blank one as the base
   * directory.)
   */
  final Optional<Path> path(String property, @Nullable String pom) throws MojoExecutionException {
    try {
      return settings()
          .find(property, pom, null)
          .map(setting -> baseDirectory().resolve(setting.value()).normalize());
    } catch (InvalidPathException e) {
      throw new MojoExecutionException(
          property + " is not a valid path on this system: " + e.getReason() + ". Set another.");
    }
  }

  final Path baseDirectory() {
    return baseDirectory == null ? startDirectory() : baseDirectory.toPath();
  }

  static Path startDirectory() {
    return Path.of(System.getProperty("user.dir"));
  }

  /**
   * Returns {@code target/captain}. Without a POM, Maven leaves the variable in the directory's
   * name unresolved.
   */
  final Path workDirectory() {
    return session.getRequest().isProjectPresent()
        ? workDirectory.toPath()
        : startDirectory().resolve("target/captain");
  }

  /**
   * Returns what shows the progress of transfers.
   *
   * @param form how, as it is in the POM, or null
   * @param doing what the goal does, such as {@code Uploading}
   */
  final Progress progress(@Nullable String form, String doing) throws MojoExecutionException {
    Setting wanted = settings().get("captain.progress", form, null, ProgressForm.DEFAULT);
    return new Progress(ProgressForm.of(wanted, session, getLog()), doing);
  }

  /**
   * Returns the session of the job.
   *
   * @param targets the names of all targets
   * @param progress shows the progress of files
   */
  final Release release(Trust trust, List<String> targets, Progress progress)
      throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    Setting host = settings.get("captain.registry", registry, "REGISTRY", "ghcr.io");
    Optional<Setting> path = settings.find("captain.repository", repository, "GITHUB_REPOSITORY");
    if (path.isEmpty()) {
      checkNoOtherModuleHasRepository();
    }
    Repository images =
        Repository.of(
            host,
            path.orElse(null),
            settings.get("captain.artifactName", artifactName, "OCI_ARTIFACT_NAME", "artifacts"),
            startDirectory(),
            options(
                ParameterNames.USUAL, host.value(), username, password, caCertificate, insecure),
            session.isOffline());
    return new Release(
        images,
        versioning(),
        targets,
        trust,
        progress,
        settings.number("captain.parallelism", parallelism, 1, DEFAULT_PARALLELISM));
  }

  private void checkNoOtherModuleHasRepository() throws MojoExecutionException {
    List<String> modules =
        PomValues.modulesWith(session.getAllProjects(), pluginKey(), "repository");
    if (!modules.isEmpty()) {
      throw new MojoExecutionException(
          "No repository is set in this module, but in "
              + String.join(", ", modules)
              + ". Run the goal in one of them, with -pl :"
              + modules.get(0)
              + ", or add -Dcaptain.repository.");
    }
  }

  /**
   * Returns the options for a registry.
   *
   * @param names the names of the parameters of this connection
   * @param registry {@code host[:port]}, or {@code oci:directory}
   */
  final RegistryOptions options(
      ParameterNames names,
      String registry,
      @Nullable String username,
      @Nullable PlexusConfiguration password,
      @Nullable String caCertificate,
      @Nullable String insecure)
      throws MojoExecutionException {
    Settings settings = settings();
    MavenProxies proxies =
        new MavenProxies(
            session.getRepositorySession(), session.getSettings().getActiveProxy() != null);
    Optional<Credentials.Login> login =
        credentials()
            .login(
                registry,
                settings.find(names.of("username"), username, null),
                settings.find(names.of("password"), evaluated(names, password), null),
                names);
    return new RegistryOptions(
        settings.number("captain.retries", retries, 0, DEFAULT_RETRIES),
        Duration.ofSeconds(settings.number("captain.timeout", timeout, 1, DEFAULT_TIMEOUT)),
        login.map(Credentials.Login::authentication).orElse(null),
        login.map(Credentials.Login::source).orElse(""),
        path(names.of("caCertificate"), caCertificate).orElse(null),
        settings.flag(names.of("insecure"), insecure, false),
        proxies,
        proxies.logins(),
        names);
  }

  private Credentials credentials() {
    return new Credentials(session.getSettings().getServers(), decrypter);
  }

  /**
   * Returns a password. Its expressions are evaluated here, since Maven prints with {@code -X} what
   * it evaluates itself.
   */
  private @Nullable String evaluated(ParameterNames names, @Nullable PlexusConfiguration password)
      throws MojoExecutionException {
    try {
      Object value =
          password == null ? null : expressions().evaluate(password.getValue(), String.class);
      return value == null ? null : value.toString();
    } catch (ExpressionEvaluationException e) {
      throw new MojoExecutionException(
          names.of("password")
              + " has an expression that Maven cannot evaluate. Write it as in ${env.TOKEN}.");
    }
  }

  /** Returns the parameter for the flavor, or null if it is not set. */
  final @Nullable Setting flavor() {
    return settings().find("captain.flavor", flavor, "FLAVOR_ID").orElse(null);
  }

  private @Nullable String flavorName() throws ReleaseException {
    return Flavor.of(flavor(), List.of()).name();
  }

  private ReleaseVersion versioning() throws MojoExecutionException {
    Settings settings = settings();
    return new ReleaseVersion(
        settings.find("captain.tag", tag, null).orElse(null),
        flavor(),
        settings.find("captain.gitSha", gitSha, "GITHUB_SHA").orElse(null),
        settings.find("captain.versionExclude", versionExclude, "VERSION_EXCLUDE").orElse(null),
        PomValues.outputTimestamp(
            session.getUserProperties(), session.getCurrentProject(), outputTimestamp),
        baseDirectory());
  }

  /** Returns the POM's {@code <targets>}. */
  final Targets targets() {
    return new Targets(targets, expressions());
  }

  /** Returns the value of {@code -Dcaptain.targets}, which replaces the names in the POM. */
  final Optional<Setting> targetsOnCommandLine() {
    return settings().onCommandLine(TARGETS);
  }

  /**
   * Returns the names of the targets: those of {@code -D}, else the POM's, else the default.
   *
   * @throws ReleaseException if the parameter has an invalid name, or {@code <targets>} an unknown
   *     element
   */
  final List<String> targetNames() throws ReleaseException {
    if (!targets().isEmpty() && targetsOnCommandLine().isEmpty()) {
      return targets().names();
    }
    return TargetNames.listed(
        settings()
            .findList(TARGETS, targetNames)
            .orElseGet(() -> new Setting("amd64,arm64", "the default")));
  }

  /**
   * Returns the keys of a goal that signs.
   *
   * @param trust what it demands of images that it reads
   * @param key the private key, as it is in the POM, or null
   * @param format the formats of signatures, as they are in the POM, or null
   */
  final Trust signing(Trust trust, @Nullable String key, @Nullable String format)
      throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    Optional<Setting> signKey = settings.find("captain.signKey", key, null);
    return trust.signing(
        signKey.orElse(null),
        signKey.isPresent() ? credentials().ofSignKey(System.getenv()) : Optional.empty(),
        settings.get("captain.signatureFormat", format, null, "both"),
        baseDirectory(),
        settings::variable);
  }

  /**
   * Returns the keys of a goal that may attest how images were built.
   *
   * @param trust its keys
   * @param provenance whether it does, as it is in the POM, or null
   * @param builderId what builds the images, as it is in the POM, or null
   */
  final Trust attesting(Trust trust, @Nullable String provenance, @Nullable String builderId)
      throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    return settings.flag("captain.provenance", provenance, false)
        ? trust.attestingProvenance(
            settings.find("captain.builderId", builderId, null).orElse(null), settings::variable)
        : trust;
  }
}
