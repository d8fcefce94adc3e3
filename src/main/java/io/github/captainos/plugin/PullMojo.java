package io.github.captainos.plugin;

import io.github.captainos.plugin.settings.ProgressForm;
import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Trust;
import io.github.captainos.release.pull.Puller;
import io.github.captainos.report.Goal;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the files of an image, published with Captain or another program, and verifies all digests.
 * Needs no POM.
 *
 * @since 0.1.0
 */
@Mojo(
    name = "pull",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public final class PullMojo extends AbstractImageMojo {
  private static final long MIB = 1L << 20;
  private static final String DEFAULT_MAX_UNPACKED_SIZE = "32768";
  private static final String DEFAULT_LINKS = "symbolic";

  /**
   * The directory that the files are written into. A relative path is resolved against the module's
   * base directory. Existing files that are not in the image are not changed. Only one pull at a
   * time writes into a directory; another pull waits for it. Default: {@code
   * ${project.build.directory}/captain/pull}, or {@code target/captain/pull} without a POM.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.pullOutput")
  private @Nullable String pullOutput;

  /**
   * The digest that the image must have, as {@code sha256:…}: a tag that refers to another image is
   * an error, and nothing is fetched. It is the digest that the recap of {@code publish} shows.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.digest")
  private @Nullable String digest;

  /**
   * The files to pull, as patterns separated by commas: {@code vmlinuz*}, {@code
   * firmware-rpi/overlays/*.dtbo}, or {@code firmware-rpi} for everything in a directory. What
   * selected links lead to is pulled, too. Other layers are not fetched, and of the checksums, only
   * those of the selected files are verified. Default: all files.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.files")
  private @Nullable String files;

  /**
   * The maximum size of the image in MiB: of all its layers together when they are unpacked, and of
   * the copies that are written for {@code links}. A larger image is an error, since a small one
   * could unpack to more than the disk holds.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.maxUnpackedSize", defaultValue = DEFAULT_MAX_UNPACKED_SIZE)
  private @Nullable String maxUnpackedSize;

  /**
   * How symbolic links in the image are written: {@code symbolic}, as links, or {@code copy}, as
   * copies of the files and directories that they lead to, for file systems without links, such as
   * FAT. Links that lead outside of the image are an error with both.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.links", defaultValue = DEFAULT_LINKS)
  private @Nullable String links;

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
   * How the progress of downloads is shown: {@code live}, one line below the log on the terminal;
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
    return Goal.PULL;
  }

  @Override
  Trust trust() throws ReleaseException, MojoExecutionException {
    return signing(super.trust(), signKey, null);
  }

  @Override
  protected Job job() throws ReleaseException, MojoExecutionException {
    Puller puller =
        new Puller(
            release(trust(), targetNames(), progress(progress, "Fetching")),
            target(),
            platform(),
            settings().find("captain.digest", digest, null).orElse(null),
            settings().find("captain.files", files, null).orElse(null),
            path("captain.pullOutput", pullOutput).orElse(workDirectory().resolve("pull")),
            MIB
                * settings()
                    .number(
                        "captain.maxUnpackedSize", maxUnpackedSize, 1, DEFAULT_MAX_UNPACKED_SIZE),
            settings().get("captain.links", links, null, DEFAULT_LINKS));
    checkIsNotDeferred(puller.reference(), EndOfBuild.of(session()));
    return puller;
  }

  /**
   * Checks that this build has not deferred publishing the image: an older image with the same name
   * might be pulled.
   */
  private static void checkIsNotDeferred(String reference, EndOfBuild end)
      throws MojoExecutionException {
    if (end.writes(reference)) {
      throw new MojoExecutionException(
          reference
              + " is only published at the end of this build, as captain.publishAtEnd is true. Pull"
              + " it in a separate build, or set captain.publishAtEnd to false.");
    }
  }
}
