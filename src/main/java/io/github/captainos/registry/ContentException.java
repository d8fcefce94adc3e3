package io.github.captainos.registry;

import org.jspecify.annotations.Nullable;

/**
 * Says that what a repository holds cannot be used: it is missing, cut, or not what it is said to
 * be. Requests for something else may succeed.
 */
public final class ContentException extends RegistryException {
  private static final long serialVersionUID = 1L;

  public ContentException(String message) {
    this(message, null);
  }

  public ContentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
