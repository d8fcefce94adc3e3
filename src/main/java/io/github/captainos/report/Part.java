package io.github.captainos.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A blob or a manifest of an image.
 *
 * @param content its descriptor
 * @param state what was done with it
 */
public record Part(Content content, State state) {

  /** Returns its digest, as {@code sha256:…}. */
  public String digest() {
    return content.digest();
  }

  /** Returns its size in bytes. */
  public long size() {
    return content.size();
  }

  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = content.toJson();
    json.put("state", state.word());
    return json;
  }
}
