package io.github.captainos.release.pull;

import io.github.captainos.image.Manifest;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.content.SelectedImage;
import io.github.captainos.release.steps.Steps;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The image to pull.
 *
 * @param image the image
 * @param digest the digest that it must have, as {@code sha256:…}, or null
 */
record ImageToPull(SelectedImage image, @Nullable Setting digest) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * Checks all that can be checked without a registry.
   *
   * @throws ReleaseException if a setting is invalid
   */
  static ImageToPull of(PullRequest request) throws ReleaseException {
    Release release =
        new Release(
            request.naming().repositoryOrThrow(),
            request.versioning(),
            request.targets(),
            request.trust(),
            request.progress(),
            request.naming().connecting().parallelism());
    SelectedImage image = SelectedImage.of(release, request.target());
    Setting digest = request.digest();
    if (digest != null && !DIGEST.matcher(digest.value()).matches()) {
      throw new ReleaseException(
          "captain.digest "
              + digest
              + " is not a digest: 'sha256:' and 64 hexadecimal digits in lower case. The recaps"
              + " and reports of publish, combine, tag-all and copy have those of the images.");
    }
    return new ImageToPull(image, digest);
  }

  /**
   * Looks it up.
   *
   * @throws ReleaseException if the request fails, if it does not exist, or if it has another
   *     digest
   */
  Manifest find() throws ReleaseException {
    Manifest found = image.find(Steps.NO_FILE_WRITTEN);
    String actual = found.descriptor().digest().toString();
    if (digest != null && !digest.value().equals(actual)) {
      throw new ReleaseException(
          image.reference()
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
