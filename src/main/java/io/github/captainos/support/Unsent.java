package io.github.captainos.support;

import java.io.OutputStream;

/** A stream that knows how many of the bytes that were written to it have not been sent yet. */
public interface Unsent {
  /** Returns the number of bytes, which any thread may ask for at any time. */
  long unsent();

  /** Returns the number of bytes of a stream; 0 if it does not know. */
  static long of(OutputStream stream) {
    return stream instanceof Unsent queue ? queue.unsent() : 0;
  }
}
