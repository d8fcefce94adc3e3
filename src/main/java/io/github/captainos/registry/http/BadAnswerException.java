package io.github.captainos.registry.http;

import java.io.IOException;

/** An invalid answer, which is not worth a retry. */
public final class BadAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the reason, as in {@code its body is …}
   */
  BadAnswerException(String message) {
    super(message);
  }
}
