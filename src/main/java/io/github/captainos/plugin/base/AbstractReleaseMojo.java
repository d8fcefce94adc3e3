package io.github.captainos.plugin.base;

import io.github.captainos.plugin.settings.OutputTimestamp;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that read or write images, with the parameters that name these. */
public abstract class AbstractReleaseMojo extends AbstractRegistryMojo {
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

  @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
  private @Nullable String outputTimestamp;

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
  @Override
  protected final @Nullable String flavorName() throws ReleaseException {
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
}
