package io.github.captainos.image.digest;

import java.security.MessageDigest;

/**
 * A message digest that passes bytes to another one in small pieces. The JVM compiles the
 * computation for calls, not for the loop within one: with pieces that stay in the processor's
 * cache, it takes a tenth less time than with 1 MiB at once.
 */
final class PieceDigest extends MessageDigest implements Cloneable {
  private static final int PIECE = 1 << 14;

  private MessageDigest digest;

  PieceDigest(MessageDigest digest) {
    super(digest.getAlgorithm());
    this.digest = digest;
  }

  @Override
  protected void engineUpdate(byte input) {
    digest.update(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    int end = offset + length;
    for (int next = offset; next < end; next += PIECE) {
      digest.update(input, next, Math.min(PIECE, end - next));
    }
  }

  @Override
  protected byte[] engineDigest() {
    return digest.digest();
  }

  @Override
  protected void engineReset() {
    digest.reset();
  }

  @Override
  public Object clone() throws CloneNotSupportedException {
    PieceDigest copy = (PieceDigest) super.clone();
    copy.digest = (MessageDigest) digest.clone();
    return copy;
  }
}
