package io.github.captainos.registry.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Provides the header {@code Authorization} of requests to a registry. All threads share it. */
public interface Authorizer {

  /**
   * The header of a login; those of two logins are different objects, even if their values are
   * equal.
   */
  final class Authorization {
    private final @Nullable String header;

    public Authorization(@Nullable String header) {
      this.header = header;
    }

    /** Returns the header's value, or null if none is sent. */
    public @Nullable String header() {
      return header;
    }
  }

  /**
   * Returns the header to send; logs in if that has not been done.
   *
   * @throws IOException if the login fails
   */
  Authorization current() throws IOException;

  /** Records that the registry has accepted it: a later refusal means that it has expired. */
  void accepted(Authorization authorization);

  /**
   * Returns the header to send instead of one that was refused.
   *
   * @param refused the one that was refused
   * @param answer the refusal
   * @throws IOException the refusal, if there is nothing else to send, or the failure of the login
   */
  Authorization renewed(Authorization refused, StatusException answer) throws IOException;
}
