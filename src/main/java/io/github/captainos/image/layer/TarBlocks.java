package io.github.captainos.image.layer;

/** The zeros in a tar archive: up to the next block after content, and at its end. */
final class TarBlocks {
  static final int BLOCK = 512;

  /** GNU tar pads an archive to a whole record of twenty blocks. */
  private static final int RECORD = 20 * BLOCK;

  private TarBlocks() {}

  /** Returns the zeros after content of this size. */
  static byte[] fill(long size) {
    return new byte[missing(size, BLOCK)];
  }

  /**
   * Returns the zeros at the end: two blocks, and up to a record.
   *
   * @param size the size of all entries, a number of whole blocks
   */
  static byte[] end(long size) {
    return new byte[2 * BLOCK + missing(size + 2 * BLOCK, RECORD)];
  }

  private static int missing(long size, int unit) {
    return (int) ((unit - size % unit) % unit);
  }
}
