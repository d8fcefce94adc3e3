package io.github.captainos.registry;

import io.github.captainos.support.Printable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A registry that did not do what it was asked; the message is for the user and says why. */
public final class RegistryException extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean isRefusal;

  public RegistryException(String message) {
    this(message, null);
  }

  public RegistryException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private RegistryException(String message, @Nullable Throwable cause, boolean isRefusal) {
    super(Printable.message(message), cause);
    this.isRefusal = isRefusal;
  }

  /** Returns one of a registry that has said no. */
  public static RegistryException refusal(String message, @Nullable Throwable cause) {
    return new RegistryException(message, cause, true);
  }

  /** Returns whether the registry has said no, so that it is certain that nothing was done. */
  public boolean isRefusal() {
    return isRefusal;
  }
}
