package io.github.captainos.release.steps;

import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.support.Log;
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

  private static final Log LOG = Log.of(PendingLogin.class);

  /** Starts a login. */
  public static PendingLogin begin(Registry registry, Tasks threads) {
    return new PendingLogin(threads.begin(() -> logIn(registry)));
  }

  /**
   * Opens connections while the registry is logged in to, which has one itself. If one cannot be
   * opened, the request that needs it says why.
   *
   * @param count how many requests will be sent at a time
   */
  public static void connect(Registry registry, Tasks threads, int count) {
    for (int i = 1; i < count; i++) {
      threads.begin(
          () -> {
            try {
              registry.connect();
            } catch (IOException e) {
              LOG.debug("A connection was not opened ahead", e);
            }
            return registry;
          });
    }
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
