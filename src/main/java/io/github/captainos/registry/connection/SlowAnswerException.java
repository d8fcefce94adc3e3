package io.github.captainos.registry.connection;

import java.io.InterruptedIOException;

/** An answer that came, but so slowly that it was not waited for. */
public final class SlowAnswerException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  SlowAnswerException() {
    super("too slow");
  }
}
