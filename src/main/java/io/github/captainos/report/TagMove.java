package io.github.captainos.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a tag, or with {@code dryRun} would have.
 *
 * @param tag the tag
 * @param digest what it is to name, as {@code sha256:…}
 * @param before what it named before, or null where it named nothing
 */
public record TagMove(String tag, String digest, @Nullable String before) {

  /** Returns whether there was nothing to do. */
  public boolean isDone() {
    return digest.equals(before);
  }

  /** Returns what the tag named before, where that was something else. */
  public @Nullable String replacedDigest() {
    return isDone() ? null : before;
  }

  /** Returns the word that reports have for it. */
  String word() {
    if (before == null) {
      return "new";
    }
    return isDone() ? "present" : "moved";
  }

  /** Returns how a dry run says it. */
  String plan() {
    return replacedDigest() == null ? word() : "would replace " + replacedDigest();
  }

  void addTo(Map<String, @Nullable Object> json) {
    json.put("tagState", word());
    json.put("replacedDigest", replacedDigest());
  }
}
