package io.github.captainos.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was done with a tag, or with {@code dryRun} would have been done.
 *
 * @param tag the tag
 * @param digest the digest that it is set to, as {@code sha256:…}
 * @param before the digest that it referred to before, or null if it did not exist
 */
public record TagMove(String tag, String digest, @Nullable String before) {

  /** Returns whether the tag already had this digest. */
  public boolean isDone() {
    return digest.equals(before);
  }

  /** Returns the previous digest of the tag, if it was another one. */
  public @Nullable String replacedDigest() {
    return isDone() ? null : before;
  }

  /** Returns the word for reports. */
  public String word() {
    if (before == null) {
      return "new";
    }
    return isDone() ? "present" : "moved";
  }

  /** Returns the text for the recap of a dry run. */
  public String plan() {
    return replacedDigest() == null ? word() : "would replace " + replacedDigest();
  }

  public void addTo(Map<String, @Nullable Object> json) {
    json.put("tagState", word());
    json.put("replacedDigest", replacedDigest());
  }
}
