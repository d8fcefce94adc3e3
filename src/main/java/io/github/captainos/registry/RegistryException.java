package io.github.captainos.registry;

import io.github.captainos.support.Printable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A registry that did not do what it was asked; the message is for the user and says why. */
public final class RegistryException extends IOException {
  private static final long serialVersionUID = 1L;

  public RegistryException(String message) {
    super(Printable.message(message));
  }

  public RegistryException(String message, @Nullable Throwable cause) {
    super(Printable.message(message), cause);
  }
}
