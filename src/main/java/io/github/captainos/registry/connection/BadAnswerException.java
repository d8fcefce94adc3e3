package io.github.captainos.registry.connection;

import java.io.IOException;

/** An answer that makes no sense, and would make no more sense the next time. */
public final class BadAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with it, as in {@code its body is …}
   */
  BadAnswerException(String message) {
    super(message);
  }
}
