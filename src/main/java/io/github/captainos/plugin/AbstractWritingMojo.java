package io.github.captainos.plugin;

import io.github.captainos.plugin.base.AbstractTargetsMojo;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.plugin.settings.SignPassword;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.Report;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that write to a registry. */
abstract class AbstractWritingMojo extends AbstractTargetsMojo {
  private static final String DEFAULT_CHUNK_SIZE = "0";
  private static final long BYTES_PER_MB = 1_000_000;

  /**
   * Defers this goal until all modules of the build have succeeded, so that a failed build
   * publishes nothing and moves no tag. Parameters and files are checked at once; the files are
   * read at the end. {@code combine}, {@code tag-all} and {@code copy} are also deferred if a
   * publish before them in the same build was.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.publishAtEnd", defaultValue = "false")
  private @Nullable String publishAtEnd;

  /**
   * The private key in PEM that images are signed with, a file or {@code env:NAME}: PKCS#8, plain
   * or encrypted, or cosign's {@code cosign.key}; ECDSA on P-256. Signatures are written before
   * tags move. The password comes from the environment variables {@code CAPTAIN_SIGN_PASSWORD} or
   * {@code COSIGN_PASSWORD}, or the {@code <server>} {@code captain.sign} of settings.xml. Default:
   * none, so images are not signed.
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
   * The maximum size of a request that uploads a part of a file, in MB (million bytes), for a
   * registry or a proxy that accepts no larger ones. A larger file is sent in several requests. It
   * is only needed to avoid that a larger request is tried: if the answer to one is 413, smaller
   * ones are sent anyway. {@code 0}: each file is sent in one request.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.chunkSize", defaultValue = DEFAULT_CHUNK_SIZE)
  private @Nullable String chunkSize;

  @Override
  protected final long chunkSize() throws MojoExecutionException {
    return BYTES_PER_MB * settings().number("captain.chunkSize", chunkSize, 0, DEFAULT_CHUNK_SIZE);
  }

  final boolean publishAtEnd() throws MojoExecutionException {
    return settings().flag("captain.publishAtEnd", publishAtEnd, false);
  }

  /** A function that may fail as a goal does. */
  interface Step<A, B> {
    B apply(A argument) throws ReleaseException, MojoExecutionException;
  }

  /**
   * Runs a job that reads images, and reports what it did; or defers it, since a publish of these
   * images may have been.
   *
   * @param fix determines what the version depends on, if the goal is deferred
   * @param request makes the request out of the release's version
   * @param check checks a request without a registry, and returns the references it will write
   * @param job the job
   */
  final <R> void runOrDefer(
      Step<ReleaseVersion, ReleaseVersion> fix,
      Step<ReleaseVersion, R> request,
      Step<R, List<String>> check,
      Step<R, Report> job)
      throws ReleaseException, MojoExecutionException {
    if (publishAtEnd() || EndOfBuild.of(session()).hasTasks()) {
      R deferred = request.apply(fix.apply(versioning()));
      defer(check.apply(deferred), () -> tell(job.apply(deferred)));
    } else {
      tell(job.apply(request.apply(versioning())));
    }
  }

  /**
   * Returns the keys of a goal that signs.
   *
   * @param trust what it demands of images that it reads
   */
  final Trust signing(Trust trust) throws ReleaseException, MojoExecutionException {
    Settings settings = settings();
    Optional<Setting> key = settings.find("captain.signKey", signKey, null);
    return trust.signing(
        key.orElse(null),
        key.isPresent()
            ? SignPassword.find(System.getenv(), session().getSettings().getServers(), decrypter())
            : Optional.empty(),
        setting("captain.signatureFormat", signatureFormat, null, "both"),
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

  /**
   * @param references the references that the job will write
   */
  final void defer(List<String> references, Job job) throws ReleaseException {
    EndOfBuild.of(session())
        .add(
            session(),
            new EndOfBuild.Task(
                session().getCurrentProject(),
                execution(),
                flavorName(),
                getLog(),
                List.copyOf(references),
                () -> run(job)));
    getLog().info("Deferred until the whole build has succeeded (captain.publishAtEnd).");
  }
}
