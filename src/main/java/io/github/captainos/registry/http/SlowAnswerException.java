package io.github.captainos.registry.http;

import java.io.InterruptedIOException;

/** An answer that was slower than the minimum rate. */
public final class SlowAnswerException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  /** The message is for developers. */
  public SlowAnswerException() {
    super("too slow");
  }
}
