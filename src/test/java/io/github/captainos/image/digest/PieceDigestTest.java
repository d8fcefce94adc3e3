package io.github.captainos.image.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceDigestTest {
  private static final int PIECE = 1 << 14;

  private static MessageDigest sha256() throws Exception {
    return MessageDigest.getInstance("SHA-256");
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 1_000_003})
  void theDigestIsThatOfAllBytes(int length) throws Exception {
    byte[] bytes = bytes(length + 5);
    MessageDigest digest = new PieceDigest(sha256());
    digest.update(bytes[0]);
    digest.update(bytes, 1, length);
    digest.update(bytes, 1 + length, 4);
    assertThat(digest.digest()).isEqualTo(sha256().digest(bytes));
    // it has been reset
    assertThat(digest.digest(bytes)).isEqualTo(sha256().digest(bytes));
  }

  @Test
  void aCopyGoesOnByItself() throws Exception {
    byte[] bytes = bytes(100_000);
    MessageDigest digest = new PieceDigest(sha256());
    digest.update(bytes, 0, 50_000);
    MessageDigest copy = (MessageDigest) digest.clone();
    digest.update(bytes, 50_000, 50_000);
    assertThat(digest.digest()).isEqualTo(sha256().digest(bytes));
    copy.update(bytes, 50_000, 50_000);
    assertThat(copy.digest()).isEqualTo(sha256().digest(bytes));
  }

  @Test
  void longUpdatesArriveInPieces() throws Exception {
    RecordingDigest recording = new RecordingDigest();
    byte[] bytes = bytes(2 * PIECE + 10);
    byte[] longer = new byte[bytes.length + 14];
    System.arraycopy(bytes, 0, longer, 7, bytes.length);
    new PieceDigest(recording).update(longer, 7, bytes.length);
    assertThat(recording.updates()).containsExactly(PIECE, PIECE, 10);
    // nothing else was done with it
    assertThat(recording.digest()).isEqualTo(sha256().digest(bytes));
  }
}
