package io.github.captainos.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blobs of a source that a receiver reads several times. */
class SourceBlobTest {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 12 * MIB;

  /** Reads a blob until a connection to the receiver is lost. */
  private static void readUpTo(int limit, Blob blob) {
    assertThatThrownBy(() -> blob.writeTo(lostAfter(limit))).isInstanceOf(SocketException.class);
  }

  private static OutputStream lostAfter(int limit) {
    return new OutputStream() {
      private int count;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        count += length;
        if (count > limit) {
          throw new SocketException("lost");
        }
      }
    };
  }

  /** Returns a source that has other bytes each time that it is read. */
  private static SourceBlob.Opener source(byte[]... readings) {
    Iterator<byte[]> next = List.of(readings).iterator();
    return from -> new ByteArrayInputStream(next.next(), Math.toIntExact(from), SIZE);
  }

  private static void assertOtherBytes(
      byte[] content, SourceBlob.Opener source, Registry.Receiver receiver) {
    Descriptor blob = Descriptor.of("m", Sha256.of(content), SIZE);
    assertThatThrownBy(() -> SourceBlob.forward(blob, source, receiver))
        .hasMessageContaining("the bytes received are not those of ");
  }

  @Test
  void whatWasReadBeforeAReceiverBeganAgainSaysNothingAboutTheBytesThatItHas() {
    byte[] content = new byte[SIZE];
    byte[] other = content.clone();
    other[MIB]++;

    assertOtherBytes(
        content,
        source(content, other, content),
        blob -> {
          readUpTo(9 * MIB, blob);
          readUpTo(9 * MIB, blob); // the receiver has got these
          blob.writeFrom(9 * MIB, OutputStream.nullOutputStream());
        });
  }

  @Test
  void bytesThatTheReceiverHasKeptAndTheSourceSendsDifferentlyAreAnError() {
    byte[] content = new byte[SIZE];
    byte[] other = content.clone();
    other[9 * MIB - 1]++; // behind the last state that is kept for long

    assertOtherBytes(
        content,
        source(other, content, content),
        blob -> {
          readUpTo(9 * MIB, blob); // the receiver has got these
          blob.writeFrom(9 * MIB, OutputStream.nullOutputStream());
        });
  }

  @Test
  void bytesThatTheReceiverHasKeptAreComparedAlsoAfterAnotherLostConnection() {
    byte[] content = new byte[SIZE];
    byte[] other = content.clone();
    other[9 * MIB - 1]++;

    assertOtherBytes(
        content,
        source(other, content, content),
        blob -> {
          readUpTo(10 * MIB, blob);
          assertThatThrownBy(() -> blob.writeFrom(9 * MIB, lostAfter(1)))
              .isInstanceOf(SocketException.class);
          blob.writeFrom(9 * MIB, OutputStream.nullOutputStream());
        });
  }
}
