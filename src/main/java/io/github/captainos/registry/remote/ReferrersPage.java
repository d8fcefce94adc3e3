package io.github.captainos.registry.remote;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.registry.ReferrersIndex;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.Location;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
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
  /**
   * Reads an answer.
   *
   * @return the page; empty if the answer is not an index, as of registries that answer every
   *     request with a page for people
   * @throws IOException if the answer cannot be read, or has an entry that is not valid
   */
  static Optional<ReferrersPage> read(Response response) throws IOException {
    if (!response.mediaType().equals(MediaTypes.INDEX)) {
      return Optional.empty();
    }
    Optional<ReferrersIndex> index = ReferrersIndex.of(ManifestAnswer.read(response));
    return index.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReferrersPage(index.get().entries(), next(response)));
  }

  private static @Nullable URL next(Response response) throws IOException {
    Optional<String> link = LinkHeader.target(response.headers("Link"), "next");
    return link.isEmpty() ? null : Location.of(response.url(), link.get());
  }
}
