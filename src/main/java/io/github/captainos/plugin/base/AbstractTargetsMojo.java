package io.github.captainos.plugin.base;

import io.github.captainos.plugin.pom.Targets;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Base class of the goals for the images of targets, with the parameters of these. */
public abstract class AbstractTargetsMojo extends AbstractReleaseMojo {
  private static final String TARGETS = "captain.targets";

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

  /** Returns the POM's {@code <targets>}. */
  protected final Targets targets() {
    return new Targets(targets, new PluginParameterExpressionEvaluator(session(), execution()));
  }

  /** Returns the value of {@code -Dcaptain.targets}, which replaces the names in the POM. */
  protected final Optional<Setting> targetsOnCommandLine() {
    return settings().onCommandLine(TARGETS);
  }

  /**
   * Returns the names of the targets: those of {@code -D}, else the POM's, else the default.
   *
   * @throws ReleaseException if the parameter has an invalid name, or {@code <targets>} an unknown
   *     element
   */
  protected final List<String> targetNames() throws ReleaseException {
    if (!targets().isEmpty() && targetsOnCommandLine().isEmpty()) {
      return targets().names();
    }
    return TargetNames.listed(
        settings()
            .findList(TARGETS, targetNames)
            .orElseGet(() -> new Setting("amd64,arm64", "the default")));
  }

  /**
   * Returns what is demanded of images that are read.
   *
   * @param publicKey the public keys, as they are in the POM, or null
   * @param verifyIdentity the references that a signature may be for, as in the POM, or null
   * @param required the kinds of attestations, as they are in the POM, or null
   */
  protected final Trust verifying(
      @Nullable String publicKey, @Nullable String verifyIdentity, @Nullable String required)
      throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    return Trust.none()
        .verifying(
            settings.find("captain.publicKey", publicKey, null).orElse(null),
            setting("captain.verifyIdentity", verifyIdentity, null, "tag"),
            settings.find("captain.requireAttestations", required, null).orElse(null),
            baseDirectory(),
            settings::variable);
  }
}
