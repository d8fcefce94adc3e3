package io.github.captainos.registry.http;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a request. It may be written more than once, from its beginning. */
public interface RequestBody {
  String mediaType();

  /** Returns how many bytes it has. */
  long length();

  void writeTo(OutputStream out) throws IOException;

  /** Returns whether it is only sent to the host of the request, and over TLS. */
  default boolean isSecret() {
    return false;
  }

  /**
   * Returns a body of bytes.
   *
   * @param isSecret what {@link #isSecret} returns
   */
  static RequestBody of(String mediaType, byte[] bytes, boolean isSecret) {
    return new RequestBody() {
      @Override
      public String mediaType() {
        return mediaType;
      }

      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }

      @Override
      public boolean isSecret() {
        return isSecret;
      }
    };
  }
}
