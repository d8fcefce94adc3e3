package io.github.captainos.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.Tar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed layers: what is read, what is refused, and with how much of it. */
class LayerInputStreamTest {
  private static final byte[] CONTENT = content();

  private static final String SMALL_WINDOW = "68"; // 8 MiB

  private static final String WINDOW_OF_128_MIB = "88";

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static byte[] content() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Arrays.fill(content, 100_000, 200_000, (byte) 'x');
    return content;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Returns a frame of zstd with one byte, and a window of this descriptor. */
  private static byte[] frame(String window) {
    return hex("28b52ffd 00" + window + "090000 41");
  }

  private static byte[] join(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      all = Tar.concat(all, part);
    }
    return all;
  }

  private static LayerInputStream open(InputStream layer) {
    return new LayerInputStream(layer, new UnpackedLimit(Long.MAX_VALUE, ""));
  }

  private static byte[] unpack(byte[] layer) throws IOException {
    try (LayerInputStream in = open(new ByteArrayInputStream(layer))) {
      return in.readAllBytes();
    }
  }

  /** Reads a layer to its end, and keeps nothing of it. */
  private static void drain(InputStream layer) throws IOException {
    try (LayerInputStream in = open(layer)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Test
  void readsWhatIsNotCompressed() throws IOException {
    assertThat(unpack(CONTENT)).isEqualTo(CONTENT);
    assertThat(unpack(hex("1f"))).isEqualTo(hex("1f"));
    assertThat(unpack(new byte[0])).isEmpty();
  }

  @Test
  void readsAllMembersOfGzip() throws IOException {
    assertThat(unpack(Tar.gzip(CONTENT))).isEqualTo(CONTENT);
    assertThat(unpack(join(Tar.gzip(hex("41")), Tar.gzip(new byte[0]), Tar.gzip(hex("42")))))
        .isEqualTo(hex("4142"));
  }

  /** Some programs put metadata into skippable frames, such as those of layers "zstd:chunked". */
  @Test
  void readsAllFramesOfZstdExceptForSkippableOnes() throws IOException {
    byte[] skippable = hex("5e2a4d18 03000000 28b52f");
    assertThat(unpack(Tar.zstd(CONTENT))).isEqualTo(CONTENT);
    assertThat(unpack(join(skippable, frame("00"), skippable, skippable, frame("68"), skippable)))
        .isEqualTo(hex("4141"));
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setChecksum(true).setContentSize(false);
      byte[] withChecksum = context.compress(CONTENT);
      assertThat(unpack(join(withChecksum, withChecksum))).hasSize(2 * CONTENT.length);
    }
  }

  @ParameterizedTest
  @CsvSource({"gzip,3", "gzip,15", "gzip,5000", "gzip,-3", "zstd,5", "zstd,5000", "zstd,-1"})
  void dataThatWasCutShortIsNamedAsSuch(String format, int length) {
    byte[] all = format.equals("gzip") ? Tar.gzip(CONTENT) : Tar.zstd(CONTENT);
    byte[] part = Arrays.copyOf(all, length < 0 ? all.length + length : length);
    assertThatThrownBy(() -> unpack(part))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "its " + format + " data ends early; publish the image again, or pull another one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"502a4d18 ffffffff 00", "502a4d18 00000080", "502a4d18 01"})
  void aSkippableFrameThatIsLongerThanTheLayerIsCutShort(String layer) {
    assertThatThrownBy(() -> unpack(hex(layer))).hasMessageStartingWith("its zstd data ends early");
  }

  @Test
  void dataThatIsDamagedIsNamedAsSuchWithTheReason() {
    byte[] gzip = Tar.gzip(CONTENT);
    gzip[gzip.length - 8]++;
    assertThatThrownBy(() -> unpack(gzip))
        .hasMessage(
            "its gzip data is damaged (Gzip-compressed data is corrupt (CRC32 error).); publish the"
                + " image again, or pull another one");
    assertThatThrownBy(() -> unpack(Tar.concat(Tar.gzip(CONTENT), hex("00"))))
        .hasMessageStartingWith(
            "its gzip data is damaged (Unexpected data after a valid .gz stream.)");
    assertThatThrownBy(() -> unpack(hex("28b52ffd 00 00 0f0000 41")))
        .hasMessageMatching("its zstd data is damaged \\(.+\\); publish .*");
    assertThatThrownBy(() -> unpack(Tar.concat(frame("00"), hex("00"))))
        .hasMessageMatching("its zstd data ends early; .*");
    assertThatThrownBy(() -> unpack(Tar.concat(frame("00"), new byte[20])))
        .hasMessageContaining("is damaged (there is something else behind a frame)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f8b0800000000000003", "28b52ffd 00 00"})
  void aFailureToReadTheLayerIsNotTakenForDamage(String start) {
    IOException lost = new IOException("the connection was lost");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw lost;
          }
        };
    InputStream layer = new SequenceInputStream(new ByteArrayInputStream(hex(start)), broken);
    assertThatThrownBy(() -> drain(layer)).isSameAs(lost);
  }

  /** The same bytes again and again. */
  private static final class Endless extends InputStream {
    private final byte[] parts;
    private long count;

    Endless(byte[] part) {
      parts = new byte[part.length * (1 + (1 << 16) / part.length)];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = part[i % part.length];
      }
    }

    @Override
    public int read() {
      return parts[(int) (count++ % parts.length)] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int start = (int) (count % parts.length);
      int more = Math.min(length, parts.length - start);
      System.arraycopy(parts, start, buffer, offset, more);
      count += more;
      return more;
    }
  }

  private static Endless assertRefused(String start, byte[] part, String message) {
    Endless endless = new Endless(part);
    InputStream layer = new SequenceInputStream(new ByteArrayInputStream(hex(start)), endless);
    assertThatThrownBy(() -> drain(layer)).hasMessageStartingWith(message);
    return endless;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f8b0808000000000003", // a file name
        "1f8b0810000000000003", // a comment
        "1f8b081c0000000000030400ff6100006100", // an extra field, a file name, a comment
      })
  void aHeaderOfGzipIsNotReadIntoMemoryHoweverLongItIs(String header) {
    Endless endless =
        assertRefused(
            header, hex("61"), "its gzip data is more than 1 MiB larger than its content; publish");
    assertThat(endless.count).isLessThan(2 << 20);
  }

  @Test
  void thereIsAnEndOfWhatHasNoContent() {
    String gzip = "its gzip data is more than 1 MiB larger than its content";
    assertRefused("", Tar.gzip(new byte[0]), gzip);
    assertRefused("", Tar.gzip(new byte[1]), gzip);
    String zstd = "its zstd data is more than 32 MiB larger than its content";
    assertRefused("", hex("502a4d18 ffffffff 00"), zstd);
    byte[] alternating =
        Tar.concat(Tar.concat(hex("502a4d18 00001000"), new byte[1 << 20]), frame("00"));
    assertRefused("", alternating, zstd);
  }

  @Test
  void thereIsAnEndOfMembersAndFrames() {
    String message = "data has more than 1048576 members or frames; publish the image again";
    assertRefused("", Tar.gzip(new byte[64]), "its gzip " + message);
    assertRefused("", hex("502a4d18 00000000"), "its zstd " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28b52ffd 00 89 090000 41", // 144 MiB
        "28b52ffd 00 ff 090000 41", // 3.75 TiB
        "28b52ffd a0 01000008 090000 41", // a content of 128 MiB and a byte
        "28b52ffd e0 ffffffffffffffff 090000 41",
        "28b52ffd 00 00 090000 41 28b52ffd 00 89 090000 41", // the second frame
      })
  void aWindowOfMoreThan128MebibytesIsRefused(String layer) {
    assertThatThrownBy(() -> unpack(hex(layer)))
        .hasMessage(
            "its zstd data has a window of more than 128 MiB; publish the image again with a"
                + " smaller one, such as that of zstd --long=27");
  }

  /** Each takes as much memory outside of the heap. */
  @Test
  void windowsAboveEightMebibytesAreDecodedOneAtATime() throws Exception {
    byte[] large = Tar.concat(frame(SMALL_WINDOW), frame(WINDOW_OF_128_MIB));
    Future<byte[]> second;
    try (LayerInputStream first = open(new ByteArrayInputStream(large))) {
      assertThat(first.readNBytes(2)).hasSize(2);
      second = threads.submit(() -> unpack(large));
      HangGuard.await("the second one waits", LayerInputStream.LARGE::hasQueuedThreads);
      assertThat(unpack(frame(SMALL_WINDOW))).hasSize(1);
      assertThat(second).isNotDone();
    }
    assertThat(second.get()).hasSize(2);
    assertThat(LayerInputStream.LARGE.availablePermits()).isEqualTo(1);
  }

  @Test
  void asManyLayersAreDecodedAtATimeAsMemoryAllows() throws Exception {
    List<LayerInputStream> open = new ArrayList<>();
    while (LayerInputStream.DECODERS.availablePermits() > 0) {
      LayerInputStream layer = open(new ByteArrayInputStream(frame(SMALL_WINDOW)));
      assertThat(layer.read()).isEqualTo('A');
      open.add(layer);
    }
    assertThat(open).hasSize(6);
    Future<byte[]> next = threads.submit(() -> unpack(frame(SMALL_WINDOW)));
    HangGuard.await("the next one waits", LayerInputStream.DECODERS::hasQueuedThreads);
    open.get(0).close();
    assertThat(next.get()).hasSize(1);
    for (LayerInputStream layer : open) {
      layer.close();
    }
    assertThat(LayerInputStream.DECODERS.availablePermits()).isEqualTo(6);
  }

  @Test
  void aLayerThatIsRefusedOrCancelledLeavesItsPlaceToOthers() throws Exception {
    byte[] large = Arrays.copyOf(frame(WINDOW_OF_128_MIB), 9);
    assertThatThrownBy(() -> unpack(large)).hasMessageStartingWith("its zstd data ends early");
    try (LayerInputStream first = open(new ByteArrayInputStream(frame(WINDOW_OF_128_MIB)))) {
      assertThat(first.read()).isEqualTo('A');
      Future<byte[]> second = threads.submit(() -> unpack(frame(WINDOW_OF_128_MIB)));
      HangGuard.await("the second one waits", LayerInputStream.LARGE::hasQueuedThreads);
      threads.shutdownNow();
      assertThatThrownBy(second::get).hasRootCauseInstanceOf(InterruptedIOException.class);
    }
    assertThat(LayerInputStream.LARGE.availablePermits()).isEqualTo(1);
    assertThat(LayerInputStream.DECODERS.availablePermits()).isEqualTo(6);
  }
}
