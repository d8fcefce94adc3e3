package io.github.captainos.registry;

import io.github.captainos.support.Printable;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failure of a request to a registry, with a message for the user that says why. */
public class RegistryException extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean isRefusal;

  public RegistryException(String message) {
    this(message, null);
  }

  public RegistryException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /**
   * @param isRefusal whether the registry rejected the request, so that it is certain that nothing
   *     was changed
   */
  protected RegistryException(String message, @Nullable Throwable cause, boolean isRefusal) {
    super(Printable.message(message), Secrets.hidden(cause));
    this.isRefusal = isRefusal;
  }

  /** Returns the exception for a request that the registry rejected. */
  public static RegistryException refusal(String message, @Nullable Throwable cause) {
    return new RegistryException(message, cause, true);
  }

  /**
   * Returns whether the registry rejected the request, so that it is certain that nothing was
   * changed.
   */
  public boolean isRefusal() {
    return isRefusal;
  }
}
