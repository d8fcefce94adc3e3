package io.github.captainos.report.look;

import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an image is attested.
 *
 * @param predicateType the URI of the kind of statement, or null if the repository does not say it
 * @param kind {@code sbom} or {@code provenance}, or null for others
 * @param verified whether one of the public keys has signed it; if not, it is only what the
 *     repository says
 */
public record FoundAttestation(
    @Nullable String predicateType, @Nullable String kind, boolean verified) {
  private static final int MOST_SHOWN = 8;

  /**
   * Returns a line for people.
   *
   * @param attestations the attestations, or null if they are unknown
   */
  static String text(@Nullable List<FoundAttestation> attestations) {
    if (attestations == null) {
      return "unknown";
    }
    List<String> texts = new ArrayList<>();
    for (boolean verified : List.of(true, false)) {
      List<String> names =
          attestations.stream()
              .filter(one -> one.verified() == verified)
              .map(FoundAttestation::name)
              .distinct()
              .toList();
      if (!names.isEmpty()) {
        texts.add(joined(names) + (verified ? " (verified)" : " (not verified)"));
      }
    }
    return texts.isEmpty() ? "nothing" : String.join("; ", texts);
  }

  private static String joined(List<String> names) {
    int others = names.size() - MOST_SHOWN;
    return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
        + (others > 0 ? " and " + others + " more" : "");
  }

  private String name() {
    if (kind != null) {
      return kind;
    }
    return predicateType == null ? "of an unknown kind" : Printable.name(predicateType);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("predicateType", predicateType);
    json.put("kind", kind);
    json.put("verified", verified);
    return json;
  }
}
