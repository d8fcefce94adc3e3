package io.github.captainos.release;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of entries in all layers of an image. It is limited when an image is pulled: without a
 * limit, a small one could fill the memory and the disk with empty files, or with long paths. So an
 * image with more is not published.
 */
public final class EntryCount {
  /** About ten times as many as in an image of an operating system. */
  public static final int MOST = 100_000;

  private static final int MOST_CHARACTERS = 16 << 20;

  private final AtomicInteger entries = new AtomicInteger();
  private final AtomicLong characters = new AtomicLong();

  /**
   * Adds an entry.
   *
   * @throws IOException if there are too many
   */
  public void add(String path) throws IOException {
    if (entries.incrementAndGet() > MOST) {
      throw new IOException("the image has more than " + MOST + " entries");
    }
    addCharacters(path);
  }

  /**
   * Adds the target of a link.
   *
   * @throws IOException if all paths and targets are too long together
   */
  public void addCharacters(String text) throws IOException {
    if (characters.addAndGet(text.length()) > MOST_CHARACTERS) {
      throw new IOException(
          "the paths of the image have more than " + MOST_CHARACTERS + " characters together");
    }
  }
}
