package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A blob or a manifest of an image.
 *
 * @param content its descriptor
 * @param state what was done with it
 */
public record Part(@JsonUnwrapped Descriptor content, State state) {

  /** Returns the digest of the content. */
  public DescriptorDigest digest() {
    return content.digest();
  }

  /** What was done with a blob or a manifest. */
  public enum State {
    /** It was sent to the registry. */
    UPLOADED,
    /** The registry took it from another of its repositories. */
    MOUNTED,
    /** It was fetched from the registry. */
    FETCHED,
    /** It was already present. */
    PRESENT,
    /** It was not asked for. */
    OMITTED,
    /** It would have been sent without {@code dryRun}. */
    PLANNED;

    /** Returns the word for recaps. */
    String word() {
      return switch (this) {
        case UPLOADED -> "sent";
        case MOUNTED -> "mounted";
        case FETCHED -> "fetched";
        case PRESENT -> "present";
        case OMITTED -> "omitted";
        case PLANNED -> "would send";
      };
    }
  }

  /**
   * The number and the size of blobs and manifests.
   *
   * @param count their number
   * @param bytes the sum of their sizes
   */
  public record Total(int count, long bytes) {
    private Total plus(Part part) {
      return new Total(count + 1, bytes + part.content().size());
    }
  }

  /**
   * Returns the totals for each state.
   *
   * @param parts all parts; a part of several images may occur several times, and is counted once
   * @param states the states that may occur
   */
  public static Map<State, Total> totals(List<Part> parts, State... states) {
    Map<State, Total> totals = new LinkedHashMap<>();
    for (State state : states) {
      totals.put(state, new Total(0, 0));
    }
    Set<DescriptorDigest> seen = new HashSet<>();
    for (Part part : parts) {
      if (seen.add(part.digest())) {
        totals.merge(part.state(), new Total(0, 0).plus(part), (sum, one) -> sum.plus(part));
      }
    }
    return totals;
  }
}
