package io.github.captainos.support;

import com.github.luben.zstd.util.Native;
import java.io.IOException;

/** The native library that compresses with zstd; the plugin's jar has it for some systems only. */
public final class ZstdLibrary {
  private ZstdLibrary() {}

  /**
   * Loads it, if that has not been done.
   *
   * @throws IOException if there is none for this system
   */
  public static void load() throws IOException {
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
