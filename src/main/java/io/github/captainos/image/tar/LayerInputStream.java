package io.github.captainos.image.tar;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.github.captainos.support.ZstdLibrary;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The tar archive of a layer, which may be compressed with gzip or zstd.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 */
final class LayerInputStream extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final BufferedInputStream layer;
  private final UnpackedLimit limit;
  private @Nullable InputStream archive;

  /**
   * @param layer the layer's bytes; they are not closed with this stream
   * @param limit counts what the layer unpacks to
   */
  LayerInputStream(InputStream layer, UnpackedLimit limit) {
    this.layer = new BufferedInputStream(new Unclosed(layer), BUFFER);
    this.limit = limit;
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // whoever has opened it closes it
    }
  }

  private static InputStream decompress(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GzipCompressorInputStream(in, true);
    }
    if (isZstd(magic)) {
      ZstdLibrary.load();
      return new ZstdInputStreamNoFinalizer(in);
    }
    return in;
  }

  /**
   * Returns whether these are the first bytes of a frame or a skippable frame: RFC 8878, sections
   * 3.1.1 and 3.1.2.
   */
  private static boolean isZstd(byte[] magic) {
    if (magic.length < 4) {
      return false;
    }
    int number = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return number == 0xfd2fb528 || (number & 0xfffffff0) == 0x184d2a50;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (archive == null) {
      archive = decompress(layer);
    }
    int count = archive.read(buffer, offset, length);
    limit.add(Math.max(count, 0));
    return count;
  }

  /** Releases the memory of the decompressor. */
  @Override
  public void close() throws IOException {
    if (archive != null) {
      archive.close();
    }
  }
}
