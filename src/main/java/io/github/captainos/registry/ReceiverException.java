package io.github.captainos.registry;

import java.io.IOException;

/**
 * A failure of the receiver of a blob, and not of the repository that the blob is read from. It has
 * no cause, since a failure of the receiver's network would be mistaken for one of the repository.
 */
public final class ReceiverException extends IOException {
  private static final long serialVersionUID = 1L;
  private final IOException reason;

  ReceiverException(IOException reason) {
    super(reason.getMessage());
    this.reason = reason;
  }

  /** Returns the failure. */
  public IOException reason() {
    return reason;
  }
}
