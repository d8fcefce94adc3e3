package io.github.captainos.report;

/**
 * A file of an image.
 *
 * @param name its path in the image
 * @param size its size in bytes
 * @param digest its layer, as {@code sha256:…}
 * @param state whether it had to be moved
 */
public record Artifact(String name, long size, String digest, State state) {

  /** Whether a file had to be moved. */
  public enum State {
    /** The registry did not have its layer. */
    UPLOADED,
    /** It was not in the output directory. */
    FETCHED,
    /** It was there already. */
    PRESENT,
    /** It is not there, and nothing was sent because of {@code dryRun}. */
    MISSING
  }
}
