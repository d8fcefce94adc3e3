package io.github.captainos.registry.remote;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.registry.ReferrersIndex;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.Location;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of the answer of the referrers API.
 *
 * @param entries the manifests
 * @param next the URL of the next part, or null if this is the last
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers">OCI
 *     Distribution Specification: listing referrers</a>
 */
record ReferrersPage(List<Descriptor> entries, @Nullable URL next) {
  /** RFC 8288, section 3. */
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;.*\\brel=\"?next\"?.*");

  /**
   * Reads an answer.
   *
   * @return the page; empty if the answer is not an index, as of registries that answer every
   *     request with a page for people
   */
  static Optional<ReferrersPage> read(Response response) throws IOException {
    if (!response.mediaType().equals(MediaTypes.INDEX)) {
      return Optional.empty();
    }
    Document answer = ManifestAnswer.read(response);
    ReferrersIndex index =
        ReferrersIndex.of(answer)
            .orElseThrow(() -> new RegistryException("the list of referrers is not an index"));
    return Optional.of(new ReferrersPage(index.entries(), next(response)));
  }

  private static @Nullable URL next(Response response) throws IOException {
    Matcher link = NEXT.matcher(response.header("Link"));
    return link.matches() ? Location.of(response.url(), link.group(1)) : null;
  }
}
