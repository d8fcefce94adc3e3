package io.github.captainos.registry.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Knows what to send to a registry so that it knows who we are. All threads share it. */
public interface Authorizer {

  /** What is sent; each login has its own, even where it says the same. */
  final class Authorization {
    private final @Nullable String header;

    public Authorization(@Nullable String header) {
      this.header = header;
    }

    /** Returns the header's value, or null where none is sent. */
    public @Nullable String header() {
      return header;
    }
  }

  /**
   * Returns what to send; logs in where that has not been done.
   *
   * @throws IOException if that is not possible
   */
  Authorization current() throws IOException;

  /** Takes note that the registry has accepted it, so that it is only old if it is refused. */
  void accepted(Authorization authorization);

  /**
   * Returns what to send instead of what was refused.
   *
   * @param refused what was refused
   * @param answer the refusal
   * @throws IOException the refusal, where there is nothing else to send, or why there is not
   */
  Authorization renewed(Authorization refused, StatusException answer) throws IOException;
}
