package io.github.captainos.support;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Checks encodings: Jackson accepts others than UTF-8, and invalid bytes. */
final class Utf8 {
  private static final int PIECE = 8192;
  private static final byte BYTE_ORDER_MARK = (byte) 0xef;

  private Utf8() {}

  /**
   * Returns whether a text is valid UTF-8, and may be JSON, which has neither a byte order mark nor
   * a zero: Jackson would take a text with zeros for UTF-16. The decoded text is not held in
   * memory.
   */
  static boolean isJson(byte[] text) {
    if (text.length == 0 || text[0] == BYTE_ORDER_MARK) {
      return false;
    }
    for (byte one : text) {
      if (one == 0) {
        return false;
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(text);
    CharBuffer out = CharBuffer.allocate(PIECE);
    while (in.hasRemaining()) {
      out.clear();
      if (decoder.decode(in, out, true).isError()) {
        return false;
      }
    }
    return true;
  }
}
