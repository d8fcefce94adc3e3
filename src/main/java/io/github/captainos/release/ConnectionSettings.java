package io.github.captainos.release;

import io.github.captainos.registry.RegistryOptions;
import java.time.Duration;

/**
 * The settings for connections to a registry.
 *
 * @param parallelism how many requests are sent, and how many files are read, at a time
 * @param offline whether Maven is not to use the network
 * @param options the options for a remote registry
 */
public record ConnectionSettings(int parallelism, boolean offline, RegistryOptions options) {
  private static final int DEFAULT_PARALLELISM = 4;

  /** Returns settings with the defaults for everything else. */
  public static ConnectionSettings of(int retries, Duration timeout) {
    return new ConnectionSettings(DEFAULT_PARALLELISM, false, RegistryOptions.of(retries, timeout));
  }
}
