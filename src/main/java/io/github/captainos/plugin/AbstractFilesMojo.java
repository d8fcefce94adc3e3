package io.github.captainos.plugin;

import io.github.captainos.plugin.pom.MavenArtifacts;
import io.github.captainos.plugin.pom.PomValues;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Trust;
import io.github.captainos.release.publish.PublishPlan;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import javax.inject.Provider;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that work out images from files. */
abstract class AbstractFilesMojo extends AbstractCaptainMojo {
  private static final String DEFAULT_COMPRESSION = "none";
  private static final String DEFAULT_PLATFORMS = "linux/amd64,linux/arm64";

  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code combine}, {@code tag-all}, {@code copy} and {@code sign} are also
   * deferred if a publish before them in the same build was.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  /**
   * The private key in PEM that images are signed with, a file or {@code env:NAME}: PKCS#8, plain
   * or encrypted, or cosign's {@code cosign.key}; ECDSA on P-256. Signatures are written before
   * tags move. {@code publish}, {@code combine} and {@code sign} also sign checksum files, each in
   * a Sigstore bundle beside it, {@code sha256sums-….txt.sigstore.json}. {@code pull} signs only
   * those that it has pulled, and requires {@code captain.publicKey}. The password comes from the
   * environment variables {@code CAPTAIN_SIGN_PASSWORD} or {@code COSIGN_PASSWORD}, or the {@code
   * <server>} {@code captain.sign} of settings.xml. Default: none, so nothing is signed.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.signKey")
  private @Nullable String signKey;

  /**
   * The formats of signatures: {@code tag}, the tags of cosign, which most programs read; {@code
   * bundle}, Sigstore bundles as referrers; or {@code both}. Default: {@code both}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.signatureFormat", defaultValue = "both")
  private @Nullable String signatureFormat;

  /**
   * The images: the name of one target, such as {@code arm64}; {@code both} (also written {@code
   * combined}) for the combined image; or {@code all}. Default: {@code all}. Environment variable:
   * {@code TARGET}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.target")
  private @Nullable String target;

  /**
   * The platforms of every image, each as {@code os/architecture[/variant]}, separated by commas.
   * All platforms have the same files.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.platforms", defaultValue = DEFAULT_PLATFORMS)
  private List<@Nullable String> platforms = new ArrayList<>();

  /**
   * Adds a file with the SHA-256 checksums of the target's files to each target, such as {@code
   * sha256sums-amd64.txt}, in the format of the command {@code sha256sum}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.checksums", defaultValue = "true")
  private @Nullable String checksums;

  /**
   * How layers are compressed: {@code none}, {@code zstd} or {@code gzip}. {@code <compression>} in
   * a {@code <file>} overrides it for that file. Most boot files are compressed already, but an
   * arm64 kernel shrinks to a third. The compressed bytes are the same on every machine, and are
   * cached in {@code target/captain} until the file changes.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.compression", defaultValue = DEFAULT_COMPRESSION)
  private @Nullable String compression;

  /**
   * Annotations of the manifests and indexes, which are also labels of the configs. Can only be set
   * in the POM. The name of each element is the key of an annotation: {@code
   * <org.opencontainers.image.licenses>}. They are added to {@code
   * org.opencontainers.image.created}, {@code .source}, {@code .revision}, {@code .version} and
   * {@code .title}, or replace them. Default of {@code .source}: the nearest {@code <scm><url>};
   * else the repository in which GitHub Actions runs, from {@code GITHUB_SERVER_URL} and {@code
   * GITHUB_REPOSITORY}; else it is left out. {@code .description}, {@code .url} and {@code .vendor}
   * are the nearest {@code <description>}, {@code <url>} and {@code <organization><name>}, if any.
   *
   * @since 0.1.0
   */
  @Parameter private Map<String, @Nullable String> annotations = new LinkedHashMap<>();

  /**
   * Attests how the images were built, as SLSA provenance: the repository, the commit, the files
   * with their SHA-256, and what built them. It is the same for the same files of the same commit.
   * Requires {@code captain.signKey}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.provenance", defaultValue = "false")
  private @Nullable String provenance;

  /**
   * What builds the images, for their provenance: a URI. On GitHub Actions, it is always that of
   * the workflow, from {@code GITHUB_SERVER_URL} and {@code GITHUB_WORKFLOW_REF}. Default: one that
   * says that it is not known.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.builderId")
  private @Nullable String builderId;

  @Inject private Provider<RepositorySystem> repositorySystem;

  /**
   * Checks that {@code -Dcaptain.targets}, which does not limit what is published, names all
   * targets.
   */
  final void checkTargets() throws ReleaseException, MojoExecutionException {
    Optional<Setting> given = targetsOnCommandLine();
    if (given.isPresent()
        && !targets().isEmpty()
        && !Set.copyOf(targetNames()).equals(Set.copyOf(targets().names()))) {
      throw new MojoExecutionException(
          "captain.targets is "
              + given.get()
              + ", and <targets> has "
              + String.join(", ", targets().names())
              + ": publish takes the targets only from the POM. Set captain.target to publish one"
              + " of them.");
    }
  }

  @Override
  boolean defers() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false);
  }

  /**
   * Returns the images that are made of the files.
   *
   * @param progress shows the progress of files
   */
  final PublishPlan plan(Progress progress) throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    return new PublishPlan(
        release(trust(), targets().names(), progress),
        new Layers(
            targets().files(this::artifacts),
            settings.flag("captain.checksums", checksums, true),
            settings.get("captain.compression", compression, null, DEFAULT_COMPRESSION),
            baseDirectory(),
            workDirectory()),
        settings.get("captain.target", target, "TARGET", "all"),
        settings.list("captain.platforms", platforms, DEFAULT_PLATFORMS),
        annotations,
        PomValues.annotations(session().getCurrentProject(), expressions(), settings));
  }

  final boolean attestsProvenance() throws MojoExecutionException {
    return settings().flag("captain.provenance", provenance, false);
  }

  final Trust trust() throws ReleaseException, MojoExecutionException {
    return attesting(signing(Trust.none(), signKey, signatureFormat), provenance, builderId);
  }

  private MavenArtifacts artifacts() {
    return new MavenArtifacts(repositorySystem.get(), session(), session().getCurrentProject());
  }
}
