package io.github.captainos.image;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPOutputStream;
import com.jcraft.jzlib.JZlib;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a layer is compressed. The compressed bytes are the same on every machine and JDK: the gzip
 * compressor is not the JVM's own, whose output differs between builds of the JDK.
 */
public enum Compression {
  NONE("", "", ""),
  ZSTD("+zstd", ".zst", "zstd-" + ZstdVersion.VERSION + "-" + Compression.ZSTD_LEVEL),
  GZIP("+gzip", ".gz", "jzlib-1.1.3-" + Compression.GZIP_LEVEL);

  /** Takes half the time of the next levels, with hardly larger output. */
  private static final int ZSTD_LEVEL = 6;

  private static final int GZIP_LEVEL = 6;
  private static final int BUFFER = 1 << 16;

  private final String mediaTypeSuffix;
  private final String fileSuffix;
  private final String id;

  Compression(String mediaTypeSuffix, String fileSuffix, String id) {
    this.mediaTypeSuffix = mediaTypeSuffix;
    this.fileSuffix = fileSuffix;
    this.id = id;
  }

  /** Returns the compression with this name, in lower case. */
  public static Optional<Compression> named(String name) {
    return Stream.of(values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  /** Returns the suffix of the media type of a layer. */
  public String mediaTypeSuffix() {
    return mediaTypeSuffix;
  }

  /** Returns the suffix of file names. */
  public String fileSuffix() {
    return fileSuffix;
  }

  /** Returns an identifier that changes whenever the compressed bytes may change. */
  public String id() {
    return id;
  }

  /**
   * Compresses.
   *
   * @param out the destination; closing the returned stream closes it
   */
  public OutputStream to(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case ZSTD -> {
        loadZstd();
        yield new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL);
      }
      // the header has no time and no name
      case GZIP ->
          new GZIPOutputStream(out, new Deflater(GZIP_LEVEL, JZlib.MAX_WBITS + 16), BUFFER, true);
    };
  }

  /**
   * Loads the native library for zstd, if that has not been done; the plugin's jar has it for some
   * systems only.
   *
   * @throws IOException if there is none for this system
   */
  public static void loadZstd() throws IOException {
    try {
      Native.load();
    } catch (LinkageError e) {
      throw new IOException(
          "Captain has no zstd for this operating system and processor. Choose another compression,"
              + " or give Maven's Java a libzstd-jni with MAVEN_OPTS=-DZstdNativePath=/path/to/it",
          e);
    }
  }
}
