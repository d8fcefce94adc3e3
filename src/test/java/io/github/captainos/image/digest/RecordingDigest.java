package io.github.captainos.image.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A SHA-256 digest that records how it is updated. */
final class RecordingDigest extends MessageDigest {
  private final MessageDigest sha256;
  private final List<Integer> updates = new ArrayList<>();

  RecordingDigest() throws NoSuchAlgorithmException {
    super("SHA-256");
    sha256 = MessageDigest.getInstance("SHA-256");
  }

  /** Returns the number of bytes of each update. */
  List<Integer> updates() {
    return updates;
  }

  @Override
  protected void engineUpdate(byte input) {
    sha256.update(input);
    updates.add(1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    sha256.update(input, offset, length);
    updates.add(length);
  }

  @Override
  protected byte[] engineDigest() {
    return sha256.digest();
  }

  @Override
  protected void engineReset() {
    sha256.reset();
  }
}
