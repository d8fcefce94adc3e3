package io.github.captainos.image.tar;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.support.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file to publish, which must have the size that it had before. */
final class FileInput extends BulkInputStream {
  private final Path file;
  private final InputStream in;
  private long left;

  /**
   * Opens a file.
   *
   * @param size the size in bytes that it had
   * @param from the position of the first byte that is read
   * @throws FileChangedException if it cannot be opened
   */
  FileInput(Path file, long size, long from) throws FileChangedException {
    this.file = file;
    this.left = size - from;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileChangedException(file, "it is no longer a regular file");
    }
    try {
      SeekableByteChannel channel = Files.newByteChannel(file);
      in = Channels.newInputStream(channel);
      channel.position(from);
    } catch (IOException e) {
      throw new FileChangedException(file, "it can no longer be opened", e);
    }
  }

  /**
   * Reads some of the bytes.
   *
   * @throws FileChangedException if there are fewer or more than there were, or if reading fails
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws FileChangedException {
    try {
      if (left == 0) {
        if (in.read() >= 0) {
          throw new FileChangedException(file, "it grew");
        }
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new FileChangedException(file, "it shrank");
      }
      left -= read;
      return read;
    } catch (FileChangedException e) {
      throw e;
    } catch (IOException e) {
      throw new FileChangedException(file, "it can no longer be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
