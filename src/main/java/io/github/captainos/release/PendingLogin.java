package io.github.captainos.release;

import io.github.captainos.registry.Registry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A login that goes on while something else is done. One is enough for all that is asked side by
 * side afterwards, and who is turned away is turned away once.
 *
 * @param login gives the registry once that has let us in
 */
public record PendingLogin(Future<Registry> login) {

  public static PendingLogin begin(Registry registry, Tasks threads) {
    return new PendingLogin(
        threads.begin(
            () -> {
              registry.logIn();
              return registry;
            }));
  }

  /**
   * Waits for it.
   *
   * @return the registry
   * @throws IOException if it cannot be reached, or turns us away
   */
  Registry await() throws IOException {
    try {
      return login.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while logging in");
    }
  }
}
