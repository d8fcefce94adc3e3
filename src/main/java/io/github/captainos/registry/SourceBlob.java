package io.github.captainos.registry;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SkippingOutputStream;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.image.reading.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A blob of a repository as the content of another one. Each time it is written, it is read anew,
 * and verified; if only its last bytes are written, hardly more than these are read, and the bytes
 * that were written before have to be the same. Its last bytes are only written if all of them are
 * right, so that a blob with other bytes is never complete.
 */
public final class SourceBlob implements Blob {
  /** The maximum number of bytes that the JVM passes to the system in one write to a socket. */
  private static final int PIECE = 1 << 17;

  /** The most bytes between two states of the verification that are kept. */
  private static final long BETWEEN_STATES = 4 << 20;

  private final Descriptor descriptor;
  private final Opener opener;

  /** Those of the bytes that were written last, by their positions. */
  private NavigableMap<Long, VerifiedInputStream.State> states = new TreeMap<>();

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
   * Reads no more than some MiB of the bytes before. All of them were added to the digest when they
   * were written; those that are read again have to be the same.
   */
  @Override
  public void writeFrom(long offset, OutputStream out) throws IOException {
    NavigableMap<Long, VerifiedInputStream.State> known = known(offset);
    VerifiedInputStream.State begun = known.floorEntry(offset).getValue();
    OutputStream rest = new SkippingOutputStream(offset - begun.position(), out);
    try (VerifiedInputStream in = open(begun)) {
      byte[] held = new byte[PIECE];
      byte[] next = new byte[PIECE];
      int length = 0;
      for (int read = read(in, next, known); read >= 0; read = read(in, next, known)) {
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
   * Returns the states of the bytes that were written before, in a map of its own: another reading
   * may still go on. If the first byte is written again, nothing before matters any more.
   */
  private synchronized NavigableMap<Long, VerifiedInputStream.State> known(long offset) {
    states = offset == 0 ? new TreeMap<>() : new TreeMap<>(states);
    states.putIfAbsent(
        0L, new VerifiedInputStream.State(0, Sha256.newMessageDigest(descriptor.size())));
    return states;
  }

  private VerifiedInputStream open(VerifiedInputStream.State begun) throws ReadException {
    try {
      return begun.with(opener.open(begun.position()), descriptor);
    } catch (IOException e) {
      throw new ReadException(e);
    }
  }

  /** Reads some bytes. At the end, all of them are verified. */
  private int read(
      VerifiedInputStream in, byte[] buffer, NavigableMap<Long, VerifiedInputStream.State> known)
      throws ReadException {
    try {
      Long next = known.higherKey(in.position());
      long most = next == null ? buffer.length : next - in.position();
      int read = in.read(buffer, 0, (int) Math.min(most, buffer.length));
      if (read < 0) {
        in.drain();
      } else if (in.position() < descriptor.size()) {
        keep(in.state(), known);
      }
      return read;
    } catch (IOException e) {
      throw new ReadException(e);
    }
  }

  /**
   * Keeps a state before its bytes are written, since they may be the last that arrive. If there is
   * one of that position, it has to be the same.
   */
  private synchronized void keep(
      VerifiedInputStream.State state, NavigableMap<Long, VerifiedInputStream.State> known)
      throws IOException {
    VerifiedInputStream.State before = known.putIfAbsent(state.position(), state);
    if (before != null && !before.isSame(state)) {
      throw new IOException("the bytes received are not those of " + descriptor.digest());
    }
    Long last = known.lowerKey(state.position());
    Long lastButOne = last == null ? null : known.lowerKey(last);
    if (lastButOne != null && state.position() - lastButOne <= BETWEEN_STATES) {
      known.remove(last);
    }
  }
}
