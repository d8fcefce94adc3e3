package io.github.captainos.plugin;

import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.copy.Copier;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Progress;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Copies all images of a release, byte for byte, to another repository, registry or layout, the
 * combined image last; their digests do not change. Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "copy",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class CopyMojo extends AbstractPromotingMojo {

  /**
   * The registry that the images are copied to: {@code host[:port]}, or {@code oci:directory} for
   * OCI image layouts in a directory. Default: the one that they are copied from.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toRegistry")
  private @Nullable String toRegistry;

  /**
   * The repository that the images are copied to, such as {@code tinkerbell/captain}. Default: the
   * one that they are copied from.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toRepository")
  private @Nullable String toRepository;

  /**
   * The last part of the repository name of the copies. Default: that of the images that are
   * copied.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toArtifactName")
  private @Nullable String toArtifactName;

  /**
   * The username for the registry that the images are copied to; requires its password. If neither
   * is set, the credentials are found as for any registry; if both registries are the same, they
   * are those of the source.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toUsername")
  private @Nullable String toUsername;

  /**
   * The password of that user, or a token. It is best stored in settings.xml, encrypted.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toPassword")
  private @Nullable PlexusConfiguration toPassword;

  /**
   * A PEM file with certificates that are trusted in addition to those that Java trusts, for the
   * registry that the images are copied to. A relative path is resolved against the module's base
   * directory. Default: none, or, if both registries are the same, {@code captain.caCertificate}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toCaCertificate")
  private @Nullable String toCaCertificate;

  /**
   * Allows the registry that the images are copied to, but no other host, to use plain HTTP or a
   * certificate that is not trusted. For tests only. Over plain HTTP, credentials are only sent to
   * this machine.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.toInsecure", defaultValue = "false")
  private @Nullable String toInsecure;

  /**
   * The tag of the copy of the combined image, such as {@code v1.2.0}. The tag of the copy of a
   * target's image has {@code -} and the target's name appended. With {@code captain.flavor}, both
   * have {@code -} and the flavor after this tag. Default: the tag that the images have.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.newTag")
  private @Nullable String newTag;

  /**
   * Whether a tag that refers to another image at the destination is moved. If {@code false}, such
   * a tag is an error, so that a release does not change by accident.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.overwrite", defaultValue = "false")
  private @Nullable String overwrite;

  /**
   * Whether what refers to the images is copied, too: signatures, attestations and SBOMs, as
   * referrers of the OCI specification or under the tags of cosign. What the destination has
   * already is kept.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.referrers", defaultValue = "true")
  private @Nullable String referrers;

  /**
   * How the progress of copies is shown: {@code live}, one line below the log on the terminal;
   * {@code plain}, a line in the log every few seconds; or {@code none}. Default: {@code auto},
   * which is {@code live} on a terminal, and {@code plain} without a terminal, in CI, and with
   * Maven's {@code -B}, {@code -T} or {@code -X}. With {@code -q}, nothing is shown.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.progress", defaultValue = ProgressForm.DEFAULT)
  private @Nullable String progress;

  @Override
  protected Goal goal() {
    return Goal.COPY;
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    Set<String> names = Set.copyOf(targetNames());
    checkModules("copied", others -> Set.copyOf(others).equals(names));
    Release source = release(trust(), targetNames(), Progress.none());
    Release destination =
        new Release(
            destination(source.repository()),
            source.versioning(),
            source.targets(),
            source.trust(),
            progress(progress, "Copying"),
            source.parallelism());
    return new Copier(
        source,
        destination,
        settings().find("captain.newTag", newTag, null).orElse(null),
        settings().flag("captain.overwrite", overwrite, false),
        dryRun(),
        settings().flag("captain.referrers", referrers, true));
  }

  private Repository destination(Repository source)
      throws ReleaseException, MojoExecutionException {
    Setting registry = setting("captain.toRegistry", toRegistry, source.registry());
    RegistryOptions options =
        options(
            ParameterNames.DESTINATION,
            registry.value(),
            toUsername,
            toPassword,
            toCaCertificate,
            toInsecure);
    return Repository.of(
        registry,
        setting("captain.toRepository", toRepository, source.repository()),
        setting("captain.toArtifactName", toArtifactName, source.artifactName()),
        startDirectory(),
        source.isAt(registry.value()) ? withDefaults(options, source.options()) : options,
        session().isOffline());
  }

  /**
   * Returns a parameter whose default is that of the source, which is valid.
   *
   * @param pom its value in the POM, or null
   */
  private Setting setting(String property, @Nullable String pom, String source) {
    return settings().find(property, pom, null).orElseGet(() -> new Setting(source, "the source"));
  }

  /** Returns the options of the destination, with those of the source for all that is not set. */
  private RegistryOptions withDefaults(RegistryOptions own, RegistryOptions source) {
    boolean hasLogin = settings().find("captain.toUsername", toUsername, null).isPresent();
    return new RegistryOptions(
        own.retries(),
        own.timeout(),
        hasLogin ? own.login() : source.login(),
        hasLogin ? own.loginSource() : source.loginSource(),
        own.caCertificate() == null ? source.caCertificate() : own.caCertificate(),
        own.insecure() || source.insecure(),
        own.proxies(),
        own.proxyLogins(),
        own.names());
  }
}
