package io.github.captainos.release.steps;

import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * A login that runs in the background. It is done once, before concurrent requests, so that a wrong
 * password is sent only once.
 *
 * @param failure the reason why the login failed, or empty
 */
public record PendingLogin(Future<Optional<IOException>> failure) {

  /** Starts a login. */
  public static PendingLogin begin(Registry registry, Tasks threads) {
    return new PendingLogin(threads.begin(() -> logIn(registry)));
  }

  private static Optional<IOException> logIn(Registry registry) {
    try {
      registry.logIn();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /**
   * Waits until the login is done.
   *
   * @return the reason why it failed, or empty
   * @throws ReleaseException if the build is interrupted
   */
  Optional<IOException> await() throws ReleaseException {
    return Tasks.await(failure);
  }
}
