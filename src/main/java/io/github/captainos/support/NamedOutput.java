package io.github.captainos.support;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The output to a large file, whose failures say where it is written and how large it is: the
 * system's own "No space left on device" says neither.
 */
public final class NamedOutput extends FilterOutputStream {
  private final Path place;
  private final long size;

  /**
   * @param place the file, or its directory, for messages
   * @param size the size of the file, in bytes
   */
  public NamedOutput(OutputStream out, Path place, long size) {
    super(out);
    this.place = place;
    this.size = size;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw named(e);
    }
  }

  private IOException named(IOException e) {
    FileSystemException named =
        new FileSystemException(
            place.toString(), null, e.getMessage() + ", and a file there needs " + size + " bytes");
    named.initCause(e);
    return named;
  }
}
