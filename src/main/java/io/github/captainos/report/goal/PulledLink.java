package io.github.captainos.report.goal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A symbolic link of an image that was pulled.
 *
 * @param name its path in the image
 * @param target its target, as in the image
 * @param state what was done with it
 */
public record PulledLink(String name, String target, State state) {

  /** What was done with a link. */
  public enum State {
    /** It was created, or replaced what had its path. */
    CREATED,
    /** It was in the directory already. */
    PRESENT,
    /** What it leads to was copied to its path. */
    COPIED
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("target", target);
    json.put("state", state.name().toLowerCase(Locale.ROOT));
    return json;
  }
}
