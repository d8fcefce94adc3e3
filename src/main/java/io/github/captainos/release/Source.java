package io.github.captainos.release;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The source repository of the files, as configured in the build.
 *
 * @param url the URL in the POM, or null
 * @param server the URL of the Git server of repositories with an owner
 */
public record Source(@Nullable String url, String server) {
  private static final Pattern OWNER_AND_NAME = Pattern.compile("[^/]+/[^/]+");

  /** Returns the URL, if there is one, without passwords and tokens. */
  public Optional<String> of(Repository repository) {
    if (url != null) {
      return Optional.of(PublicUrl.of(url));
    }
    return OWNER_AND_NAME.matcher(repository.repository()).matches()
        ? Optional.of(PublicUrl.of(server).replaceFirst("/+$", "") + "/" + repository.repository())
        : Optional.empty();
  }
}
