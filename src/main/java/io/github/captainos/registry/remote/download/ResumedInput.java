package io.github.captainos.registry.remote.download;

import io.github.captainos.image.reading.SingleByte;
import io.github.captainos.image.reading.TruncatedBlobException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a blob while they are downloaded. Where the connection is lost, it goes on with the
 * next byte, so that the reader does not notice.
 */
public final class ResumedInput extends InputStream {
  private final BlobRequests requests;
  private final Retries retries;
  private InputStream in;
  private long position;

  /** Opens a stream, again after a transient failure. */
  public interface Retries {
    /**
     * Does so.
     *
     * @param position how many bytes of the blob have arrived
     * @throws IOException if the last attempt failed; the message is for the user
     */
    InputStream open(Attempt attempt, long position) throws IOException;
  }

  /** An attempt to open a stream. */
  public interface Attempt {
    /**
     * @param number 0 for the first
     */
    InputStream open(int number) throws IOException;
  }

  /**
   * Requests a blob.
   *
   * @param from how many bytes are left out, less than all
   * @throws IOException if the registry does not have it, or the request failed
   */
  public ResumedInput(BlobRequests requests, long from, Retries retries) throws IOException {
    this.requests = requests;
    this.retries = retries;
    this.position = from;
    this.in = retries.open(number -> from == 0 ? requests.open() : requests.openAt(from), from);
  }

  @Override
  public int read() throws IOException {
    return SingleByte.of(this);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      try {
        int count = in.read(buffer, offset, length);
        long missing = requests.blob().size() - position;
        if (count < 0 && missing > 0 && !requests.hasKnownEnd()) {
          throw new TruncatedBlobException(requests.blob(), missing);
        }
        position += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        if (position >= requests.blob().size()) {
          return -1; // all bytes are there: only the end of the answer is missing
        }
        resume(e);
      }
    }
  }

  /** Goes on after a failure, which is the first attempt. */
  private void resume(IOException failure) throws IOException {
    in.close();
    in =
        retries.open(
            number -> {
              if (number == 0) {
                throw failure;
              }
              return requests.openAt(position);
            },
            position);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
