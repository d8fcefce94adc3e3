package io.github.captainos.image.tar;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.github.captainos.image.Compression;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.support.BulkInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The tar archive of a layer, which may be compressed with gzip or zstd. Nothing in it is trusted:
 * what it unpacks to, what has no content, and the memory that it needs are limited.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1">RFC 8878: frames of zstd</a>
 */
final class LayerInputStream extends BulkInputStream {
  /** What to do about a layer that cannot be read. */
  static final String ADVICE = "; publish the image again, or pull another one";

  private static final int BUFFER = 1 << 16;

  /**
   * By how many bytes gzip may be larger than its content: headers, empty members. commons-compress
   * reads the file name in a header into memory.
   */
  private static final int MAX_OVERHEAD_GZIP = 1 << 20;

  /** The same for zstd, where some programs append a table of contents, in a skippable frame. */
  private static final int MAX_OVERHEAD_ZSTD = 32 << 20;

  /** The part of the content that may come on top, since what is random gets larger. */
  private static final double OVERHEAD = 1 / 16.0;

  /**
   * How many members of gzip or frames of zstd there may be, since each of them takes some time.
   */
  private static final int MAX_PARTS = 1 << 20;

  /** The largest window of zstd in bytes, most of a decoder's memory; zstd has the same default. */
  private static final int MAX_WINDOW = 128 << 20;

  /** The largest window that several decoders may have: RFC 8878 asks each of them for 8 MiB. */
  private static final int MAX_SMALL_WINDOW = 8 << 20;

  /**
   * A frame without content. One with the largest window is passed to the decoder before each
   * frame, so that it always allocates as much: memory of other sizes is not given back to the
   * system when it is freed, and there may be as much of it as there are threads.
   */
  private static final byte[] EMPTY_FRAME = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 1, 0, 0};

  /** The position of a frame's window descriptor. */
  private static final int WINDOW = 5;

  private static final byte SMALL_WINDOW = 13 << 3;
  private static final byte LARGE_WINDOW = (byte) (17 << 3);
  private static final long MAGIC = 0xfd2fb528L;
  private static final int MAX_FRAME_HEADER = 18;

  /** Bounds the memory of all decoders of zstd in this process, together with {@link #LARGE}. */
  static final Semaphore DECODERS = new Semaphore(6, true);

  /** For windows above {@link #MAX_SMALL_WINDOW}. Whoever takes it has one of the decoders. */
  static final Semaphore LARGE = new Semaphore(1, true);

  private final BufferedInputStream layer;
  private final UnpackedLimit limit;
  private final List<Semaphore> held = new ArrayList<>();
  private @Nullable InputStream archive;

  /** How the layer is compressed; empty if it is not, or if that is not known yet. */
  private String format = "";

  private int maxOverhead = MAX_OVERHEAD_ZSTD;

  /** How many bytes were read of the layer, and of its content. */
  private long received;

  private long unpacked;

  /** How many members or frames were read. */
  private int parts;

  /** Why reading failed, if that is no failure of the decompressor. */
  private @Nullable IOException failure;

  /**
   * @param layer the layer's bytes; they are not closed with this stream
   * @param limit counts what the layer unpacks to
   */
  LayerInputStream(InputStream layer, UnpackedLimit limit) {
    this.layer = new BufferedInputStream(new Source(layer), BUFFER);
    this.limit = limit;
  }

  /** The bytes of the layer, as far as they are allowed. */
  private final class Source extends BulkInputStream {
    private final InputStream in;

    Source(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (received > unpacked * (1 + OVERHEAD) + maxOverhead) {
        throw refused(
            "is more than " + (maxOverhead >> 20) + " MiB larger than its content" + ADVICE);
      }
      try {
        int count = in.read(buffer, offset, length);
        received += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  /** Returns the error for compressed data, which its decompressor does not report. */
  private IOException refused(String why) {
    IOException refused = new IOException("its " + format + " data " + why);
    failure = refused;
    return refused;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      if (archive == null) {
        archive = open();
      }
      count = archive.read(buffer, offset, Math.min(length, BUFFER));
    } catch (IOException e) {
      throw e == failure || format.isEmpty() ? e : damaged(e);
    }
    unpacked += Math.max(count, 0);
    limit.add(Math.max(count, 0));
    return count;
  }

  private InputStream open() throws IOException {
    byte[] magic = peek(4);
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      format = "gzip";
      maxOverhead = MAX_OVERHEAD_GZIP;
      return GzipCompressorInputStream.builder()
          .setInputStream(new GzipMembers(layer))
          .setDecompressConcatenated(true)
          .get();
    }
    if (magic.length == 4 && (number(magic, 0, 4) == MAGIC || isSkippable(magic))) {
      Compression.loadZstd();
      format = "zstd";
      acquire(DECODERS);
      return new ZstdInputStreamNoFinalizer(new ZstdFrames());
    }
    return layer;
  }

  private void acquire(Semaphore semaphore) throws IOException {
    try {
      semaphore.acquire();
      held.add(semaphore);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new InterruptedIOException("aborted, since another operation failed");
      throw failure;
    }
  }

  /** Returns the error for what the decompressor reports: few of its messages say what is wrong. */
  private IOException damaged(IOException e) {
    String why = e instanceof EOFException ? "ends early" : "is damaged (" + e.getMessage() + ")";
    return new IOException("its " + format + " data " + why + ADVICE, e);
  }

  private void countPart() throws IOException {
    if (++parts > MAX_PARTS) {
      throw refused("has more than " + MAX_PARTS + " members or frames" + ADVICE);
    }
  }

  /** The layer as commons-compress reads it, which at the end of each member goes back to it. */
  private final class GzipMembers extends FilterInputStream {
    GzipMembers(InputStream in) {
      super(in);
    }

    @Override
    public synchronized void reset() throws IOException {
      super.reset();
      countPart();
    }
  }

  /** Returns the next bytes of the layer without reading them; fewer at its end. */
  private byte[] peek(int length) throws IOException {
    layer.mark(length);
    byte[] bytes = layer.readNBytes(length);
    layer.reset();
    return bytes;
  }

  /** Returns an unsigned number, whose first byte is the lowest. */
  private static long number(byte[] bytes, int offset, int length) throws EOFException {
    if (bytes.length < offset + length) {
      throw new EOFException();
    }
    long number = 0;
    for (int i = offset + length - 1; i >= offset; i--) {
      number = number << Byte.SIZE | bytes[i] & 0xff;
    }
    return number;
  }

  private static boolean isSkippable(byte[] header) throws EOFException {
    return (number(header, 0, 4) & 0xfffffff0L) == 0x184d2a50;
  }

  /** The frames of a layer without the skippable ones; windows are checked before their frames. */
  private final class ZstdFrames extends BulkInputStream {
    private boolean isInFrame;
    private boolean hasChecksum;

    /** How many bytes there are up to the next header of a frame or block. */
    private long left;

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = 0;
      while (count < length) {
        if (left == 0 && isInFrame) {
          beginBlock();
        } else if (left == 0) {
          if (count > 0 || !beginFrame()) {
            break;
          }
          count = EMPTY_FRAME.length;
          System.arraycopy(EMPTY_FRAME, 0, buffer, offset, count);
          buffer[offset + WINDOW] = held.contains(LARGE) ? LARGE_WINDOW : SMALL_WINDOW;
        }
        int more = layer.read(buffer, offset + count, (int) Math.min(length - count, left));
        if (more < 0) {
          throw new EOFException();
        }
        left -= more;
        count += more;
      }
      return count == 0 ? -1 : count;
    }

    /** Returns whether there is a frame; skippable ones are skipped. */
    private boolean beginFrame() throws IOException {
      byte[] header = peek(MAX_FRAME_HEADER);
      while (header.length > 0 && isSkippable(header)) {
        countPart();
        layer.skipNBytes(8 + number(header, 4, 4));
        header = peek(MAX_FRAME_HEADER);
      }
      if (header.length == 0) {
        return false;
      }
      countPart();
      if (number(header, 0, 4) != MAGIC) {
        throw new IOException("there is something else behind a frame");
      }
      int descriptor = (int) number(header, 4, 1);
      boolean isSingleSegment = (descriptor & 0x20) != 0;
      int idLength = new int[] {0, 1, 2, 4}[descriptor & 3];
      int sizeLength = new int[] {isSingleSegment ? 1 : 0, 2, 4, 8}[descriptor >> 6];
      if (isSingleSegment) {
        long size = number(header, 5 + idLength, sizeLength);
        checkWindow(sizeLength == 2 ? size + 256 : size);
      } else {
        checkWindow(size((int) number(header, WINDOW, 1)));
      }
      hasChecksum = (descriptor & 4) != 0;
      isInFrame = true;
      left = 5 + (isSingleSegment ? 0 : 1) + idLength + sizeLength;
      return true;
    }

    private static long size(int window) {
      long base = 1L << 10 + (window >> 3);
      return base + base / 8 * (window & 7);
    }

    private void checkWindow(long bytes) throws IOException {
      if (bytes < 0 || bytes > MAX_WINDOW) {
        throw refused(
            "has a window of more than "
                + (MAX_WINDOW >> 20)
                + " MiB; publish the image again with a smaller one, such as that of zstd"
                + " --long=27");
      }
      if (bytes > MAX_SMALL_WINDOW && !held.contains(LARGE)) {
        acquire(LARGE);
      }
    }

    private void beginBlock() throws IOException {
      int header = (int) number(peek(3), 0, 3);
      boolean isRepeatedByte = (header >> 1 & 3) == 1;
      left = 3 + (isRepeatedByte ? 1 : header >> 3);
      if ((header & 1) != 0) {
        isInFrame = false;
        left += hasChecksum ? 4 : 0;
      }
    }
  }

  /** Releases the memory of the decompressor. */
  @Override
  public void close() throws IOException {
    try {
      if (archive != null) {
        archive.close();
      }
    } finally {
      held.forEach(Semaphore::release);
      held.clear();
    }
  }
}
