package io.github.captainos.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.github.captainos.image.tar.Layer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
  @TempDir private static Path directory;
  private static Layer layer;
  private static byte[] zstd;
  private static byte[] gzip;

  /** Some of it can be compressed, and some of it cannot. */
  @BeforeAll
  static void compress() throws IOException {
    byte[] content = new byte[3 << 20];
    new Random(42).nextBytes(content);
    for (int i = 0; i < content.length / 2; i++) {
      content[i] = (byte) (content[i] & 3);
    }
    layer = Layer.of(Files.write(directory.resolve("file"), content), "vmlinuz");
    zstd = compressed(Compression.ZSTD);
    gzip = compressed(Compression.GZIP);
  }

  private static byte[] compressed(Compression compression) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeCompressed(compression, out);
    return out.toByteArray();
  }

  private byte[] plain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.open(0).transferTo(out);
    return out.toByteArray();
  }

  /** On every machine and JDK; another version of a library may change it, and then this line. */
  @Test
  void theBytesAreTheSameEverywhere() throws IOException {
    assertThat(Sha256.of(zstd).getHash())
        .isEqualTo("3bd78927e338ca5b76e9fe85b928c494e600b48a5a23b5b6cd01c34e862074f0");
    assertThat(Sha256.of(gzip).getHash())
        .isEqualTo("c29a8fc6a8566f2b263a538069ad5698443509a8fdbfef8d2ec711427663fac5");
  }

  @Test
  void whatIsCompressedIsTheArchive() throws IOException {
    byte[] plain = plain();
    assertThat(new ZstdInputStream(new ByteArrayInputStream(zstd)).readAllBytes()).isEqualTo(plain);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes()).isEqualTo(plain);
  }

  @Test
  void gzipHasNeitherTimeNorName() throws IOException {
    // RFC 1952, section 2.3: flags, time, extra flags, unknown system
    assertThat(gzip).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }
}
