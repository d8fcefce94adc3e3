package io.github.captainos.report.look;

import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who signed an image.
 *
 * @param verified the key that it is signed with, or null if no signature was demanded
 * @param claimed if no signature was demanded, the keys that signatures name, and null for those
 *     that name none; not verified; null if signatures cannot be read
 */
public record Signers(@Nullable String verified, @Nullable List<@Nullable String> claimed) {

  public Signers {
    claimed = claimed == null ? null : new ArrayList<>(claimed); // may have null
  }

  /** Returns a line for people. */
  String text() {
    if (verified != null) {
      return verified + " (verified)";
    }
    if (claimed == null) {
      return "unknown";
    }
    String named =
        claimed.stream()
            .filter(key -> key != null)
            .map(Printable::name)
            .collect(Collectors.joining(", "));
    if (claimed.isEmpty()) {
      return "nobody (not signed)";
    }
    return (named.isEmpty() ? "a key that is not named" : named) + " (not verified)";
  }

  void addTo(Map<String, @Nullable Object> json) {
    json.put("key", verified);
    json.put("claimedKeys", verified == null ? claimed : null);
  }
}
