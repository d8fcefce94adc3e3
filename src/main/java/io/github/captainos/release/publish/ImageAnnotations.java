package io.github.captainos.release.publish;

import io.github.captainos.image.Annotations;
import io.github.captainos.release.PublicUrl;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The annotations of an image: those of every image, and those that the user adds or replaces. */
final class ImageAnnotations {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?");

  private ImageAnnotations() {}

  /**
   * Checks the user's annotations.
   *
   * @return the annotations, without passwords and tokens in the URL of the source
   * @throws ReleaseException if a key or a value is invalid; one exception names all
   */
  static Map<String, String> check(Map<String, @Nullable String> annotations)
      throws ReleaseException {
    Map<String, String> checked = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    annotations.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            problems.add(
                "'" + key + "' is not a valid key: letters, digits, '.', '_', '-' and '/'");
          } else if (value == null) {
            problems.add(key + " has no value");
          } else if (key.equals(Annotations.CREATED) && !isDateTime(value)) {
            problems.add(key + " is not a date and time as in 2026-01-31T12:00:00Z: " + value);
          } else {
            // what a CI system gives as the URL may have a token
            checked.put(key, key.equals(Annotations.SOURCE) ? PublicUrl.of(value) : value);
          }
        });
    if (!problems.isEmpty()) {
      throw ReleaseException.of("Invalid <annotations>:", problems);
    }
    return checked;
  }

  /** RFC 3339, section 5.6, as the OCI specification requires. */
  private static boolean isDateTime(String value) {
    try {
      OffsetDateTime.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Returns the annotations of the image with this tag. */
  static Map<String, String> of(
      Repository repository, ReleaseVersion.Version version, String tag, Map<String, String> more) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(Annotations.CREATED, version.created().toString());
    if (version.revision() != null) {
      annotations.put(Annotations.REVISION, version.revision());
    }
    annotations.put(Annotations.VERSION, tag);
    annotations.put(Annotations.TITLE, repository.artifactName());
    annotations.putAll(more);
    return annotations;
  }
}
