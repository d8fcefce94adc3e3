package io.github.captainos.registry;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
import io.github.captainos.image.TruncatedBlobException;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.support.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A blob of a repository. Its bytes are verified while they are read from the first one on.
 *
 * @param repository the repository that is read
 */
record RepositoryBlob(Registry repository, Descriptor descriptor) implements Blob {
  @Override
  public boolean isForeign() {
    return true;
  }

  @Override
  public InputStream open(long from) throws SourceException {
    try {
      return new Bytes(repository.open(descriptor, from), from);
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }

  /** Withholds the last byte until all are there and, if the first was read, right. */
  private final class Bytes extends BulkInputStream {
    private final InputStream in;
    private final boolean isVerified;
    private long left;
    private boolean isComplete;

    private Bytes(InputStream in, long from) {
      this.isVerified = from == 0;
      this.in = isVerified ? new VerifiedInputStream(in, descriptor) : in;
      this.left = descriptor.size() - from;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws SourceException {
      try {
        int read = left == 0 ? -1 : in.read(buffer, offset, (int) atMost(length));
        if (read < 0 && left > 0) {
          throw new TruncatedBlobException(descriptor, left);
        }
        left -= Math.max(read, 0);
        if (left == 0 && isVerified && !isComplete) {
          isComplete = true;
          ((VerifiedInputStream) in).drain();
        }
        return read;
      } catch (IOException e) {
        throw new SourceException(e);
      }
    }

    private long atMost(long length) {
      return Math.min(length, Math.max(1, left - 1));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
