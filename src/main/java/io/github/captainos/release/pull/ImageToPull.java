package io.github.captainos.release.pull;

import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.steps.Steps;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The image to pull.
 *
 * @param repository where it is
 * @param release the name of the release that it belongs to
 * @param tag its tag
 * @param digest the digest that it must have, as {@code sha256:…}, or null
 */
record ImageToPull(
    Repository repository, ReleaseName release, String tag, @Nullable Setting digest) {
  /** What to do if it does not exist, or is no image. */
  static final String CHOOSE =
      "Set captain.tag to an existing tag (and captain.flavor to that of the images, if any, and"
          + " captain.repository, captain.artifactName and captain.registry to where it is).";

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * Checks all that can be checked without a registry.
   *
   * @throws ReleaseException if a setting is invalid
   */
  static ImageToPull of(PullRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    TargetNames.check(request.targets());
    String target = request.target().value();
    if (!TargetNames.isCombined(target) && !request.targets().contains(target)) {
      throw TargetNames.unknown(
          request.targets(),
          request.target(),
          List.of(),
          ", or captain.targets to the targets that were published");
    }
    ReleaseName release = request.versioning().name(request.targets());
    release.check(List.of(target), "captain.tag");
    Setting digest = request.digest();
    if (digest != null && !DIGEST.matcher(digest.value()).matches()) {
      throw new ReleaseException(
          "captain.digest "
              + digest
              + " is not a digest: 'sha256:' and 64 hexadecimal digits in lower case. The recaps and"
              + " reports of publish, combine, tag-all and copy have those of the images.");
    }
    return new ImageToPull(repository, release, release.tagOf(target), digest);
  }

  /** Returns its reference. */
  String reference() {
    return repository.reference(tag);
  }

  /**
   * Looks it up.
   *
   * @throws ReleaseException if the request fails, if it does not exist, or if it has another
   *     digest
   */
  Document find(Registry registry) throws ReleaseException {
    Document found =
        Steps.step(
                reference(), "looking up the tag", Steps.NO_FILE_WRITTEN, () -> registry.find(tag))
            .orElseThrow(
                () -> new ReleaseException("There is no image " + reference() + ". " + CHOOSE));
    String actual = found.descriptor().digest().toString();
    if (digest != null && !digest.value().equals(actual)) {
      throw new ReleaseException(
          reference()
              + " is "
              + actual
              + ", and captain.digest is "
              + digest
              + ": the tag refers to another image. "
              + Steps.NO_FILE_WRITTEN
              + " Set captain.tag and captain.target to the image with that digest, or correct"
              + " captain.digest.");
    }
    return found;
  }
}
