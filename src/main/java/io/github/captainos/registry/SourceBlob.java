package io.github.captainos.registry;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SkippingOutputStream;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.image.reading.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A blob of a repository as the content of another one. Each time it is written, it is read anew,
 * and verified; if only its last bytes are written, hardly more than these are read. Its last bytes
 * are only written if all of them are right, so that a blob with other bytes is never complete.
 */
public final class SourceBlob implements Blob {
  /** The maximum number of bytes that the JVM passes to the system in one write to a socket. */
  private static final int PIECE = 1 << 17;

  /** After how many bytes the state of the verification is kept. */
  private static final long BETWEEN_STATES = 4 << 20;

  private final Descriptor descriptor;
  private final Opener opener;

  /** Those of the bytes that were written last. */
  private List<VerifiedInputStream.State> states = new ArrayList<>();

  private SourceBlob(Descriptor descriptor, Opener opener) {
    this.descriptor = descriptor;
    this.opener = opener;
  }

  /** Opens a blob for reading. */
  public interface Opener {
    /**
     * @param from how many bytes are left out
     */
    InputStream open(long from) throws IOException;
  }

  /**
   * Passes a blob to a receiver.
   *
   * @param opener opens it
   * @throws ReceiverException if the receiver failed
   * @throws IOException if opening or reading failed, or if the bytes are wrong
   */
  public static void forward(Descriptor descriptor, Opener opener, Registry.Receiver receiver)
      throws IOException {
    try {
      receiver.receive(new SourceBlob(descriptor, opener));
    } catch (IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ReadException failure) {
          throw failure.reason;
        }
      }
      throw new ReceiverException(e);
    }
  }

  /** A failure to read, which the receiver must not mistake for one of its own network. */
  private static final class ReadException extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    private ReadException(IOException reason) {
      super(reason.getMessage());
      this.reason = reason;
    }
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    writeFrom(0, out);
  }

  /**
   * Reads no more than some MiB of the bytes before: those were verified when they were written.
   */
  @Override
  public void writeFrom(long offset, OutputStream out) throws IOException {
    List<VerifiedInputStream.State> kept = keptBefore(offset);
    VerifiedInputStream.State begun = kept.get(kept.size() - 1);
    OutputStream rest = new SkippingOutputStream(offset - begun.position(), out);
    try (VerifiedInputStream in = open(begun)) {
      byte[] held = new byte[PIECE];
      byte[] next = new byte[PIECE];
      int length = 0;
      for (int read = read(in, next); read >= 0; read = read(in, next)) {
        keepState(in, kept);
        rest.write(held, 0, length);
        byte[] written = held;
        held = next;
        next = written;
        length = read;
      }
      rest.write(held, 0, length);
    }
  }

  /**
   * Returns the states up to an offset, in a list of its own: another reading may still go on, and
   * what a source has sent before says nothing about other bytes that it sends later.
   */
  private synchronized List<VerifiedInputStream.State> keptBefore(long offset) {
    List<VerifiedInputStream.State> kept = new ArrayList<>();
    kept.add(new VerifiedInputStream.State(0, Sha256.newMessageDigest(descriptor.size())));
    states.stream().filter(state -> state.position() <= offset).skip(1).forEach(kept::add);
    states = kept;
    return kept;
  }

  private synchronized void keepState(
      VerifiedInputStream in, List<VerifiedInputStream.State> kept) {
    long last = kept.get(kept.size() - 1).position();
    if (in.position() >= last + BETWEEN_STATES && in.position() < descriptor.size()) {
      kept.add(in.state());
    }
  }

  private VerifiedInputStream open(VerifiedInputStream.State begun) throws ReadException {
    try {
      return begun.with(opener.open(begun.position()), descriptor);
    } catch (IOException e) {
      throw new ReadException(e);
    }
  }

  /** Reads some bytes. At the end, all of them are verified. */
  private static int read(VerifiedInputStream in, byte[] buffer) throws ReadException {
    try {
      int read = in.read(buffer, 0, buffer.length);
      if (read < 0) {
        in.drain();
      }
      return read;
    } catch (IOException e) {
      throw new ReadException(e);
    }
  }
}
