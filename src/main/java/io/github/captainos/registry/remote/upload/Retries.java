package io.github.captainos.registry.remote.upload;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Repeats small requests. */
public interface Retries {

  /**
   * Sends a request, again if it fails with a transient error.
   *
   * @throws io.github.captainos.registry.RegistryException if the registry has refused it, or all
   *     attempts have failed
   * @throws IOException if the answer is wrong
   */
  <T> T call(Callable<T> request) throws IOException;
}
