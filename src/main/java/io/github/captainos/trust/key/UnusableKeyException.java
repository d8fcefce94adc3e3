package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.io.IOException;

/**
 * A file with a key that cannot be used. The message is for the user: it continues a sentence about
 * the file ("it is …"), and then says what to do. It contains nothing of the key or the password.
 */
public final class UnusableKeyException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates one without a cause: messages of parsers could quote the key. */
  UnusableKeyException(String message) {
    super(Printable.message(message));
  }
}
