package io.github.captainos.release.publish;

import io.github.captainos.release.Repository;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the sources of the files are, as far as the build says.
 *
 * @param url the project's own word, or null
 * @param server where repositories with an owner are looked for otherwise
 */
public record Source(@Nullable String url, String server) {
  private static final Pattern OWNER_AND_NAME = Pattern.compile("[^/]+/[^/]+");

  /** Returns the URL, if there is one. */
  Optional<String> of(Repository repository) {
    if (url != null) {
      return Optional.of(url);
    }
    return OWNER_AND_NAME.matcher(repository.repository()).matches()
        ? Optional.of(server.replaceFirst("/+$", "") + "/" + repository.repository())
        : Optional.empty();
  }
}
