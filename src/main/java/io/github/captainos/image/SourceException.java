package io.github.captainos.image;

import io.github.captainos.support.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A failure of what a blob is read from: its file, or another repository. It is not one of the
 * registry that the blob is sent to, which is not asked again.
 */
public class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final @Nullable IOException reason;

  /**
   * Hides a failure. It is no cause of this one, since a connection that was lost to the source
   * would be taken for one to the destination.
   */
  public SourceException(IOException reason) {
    super(reason.getMessage());
    this.reason = reason;
  }

  /**
   * @param message the message for the user
   * @param cause why a file could not be read, or null
   */
  protected SourceException(String message, @Nullable IOException cause) {
    super(message, cause);
    this.reason = null;
  }

  /** Returns a stream whose failures are those of a source. */
  public static InputStream stream(InputStream in) {
    return new BulkInputStream() {
      @Override
      public int read(byte[] buffer, int offset, int length) throws SourceException {
        try {
          return in.read(buffer, offset, length);
        } catch (IOException e) {
          throw new SourceException(e);
        }
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  /** Returns the failure itself. */
  public final IOException reason() {
    return reason == null ? this : reason;
  }
}
