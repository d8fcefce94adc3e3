package io.github.captainos.report.look;

import io.github.captainos.report.terminal.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release in a list.
 *
 * @param tag the tag of its combined image, with the flavor; the image need not exist
 * @param flavor the flavor, or null if it has none, or if its images do not have it
 * @param created when it was created, or null if that is not known
 * @param revision the commit that it was built from, or null if that is not known
 * @param release its images
 * @param problems why images cannot be read, or are none; each is a sentence
 */
public record ListedRelease(
    String tag,
    @Nullable String flavor,
    @Nullable Instant created,
    @Nullable String revision,
    FoundRelease release,
    List<String> problems) {
  private static final int ABBREVIATED = 7;

  public ListedRelease {
    problems = List.copyOf(problems);
  }

  /** Returns the first digits of the commit. */
  String commit() {
    return revision == null ? "" : revision.substring(0, Math.min(revision.length(), ABBREVIATED));
  }

  /** Returns the digest of the combined image, or null if there is none. */
  private @Nullable String digest() {
    return release.images().stream()
        .filter(image -> image.image().target().equals("both"))
        .map(FoundImage::image)
        .map(image -> image.digest().toString())
        .findFirst()
        .orElse(null);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tag", tag);
    json.put("flavor", flavor);
    json.put("digest", digest());
    json.put("created", Times.json(created));
    json.put("revision", revision);
    release.addTo(json);
    json.put("problems", problems);
    return json;
  }
}
