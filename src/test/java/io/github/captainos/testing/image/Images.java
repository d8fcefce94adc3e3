package io.github.captainos.testing.image;

import java.util.Set;

/** What can be read from a repository, wherever it is. */
public interface Images {
  /** Returns the tags, sorted. */
  Set<String> tags();

  /**
   * Returns the bytes of a manifest or index.
   *
   * @param reference a tag or a digest
   */
  byte[] manifestBytes(String reference);

  /** Returns the bytes of a blob. */
  byte[] blob(String digest);
}
