package io.github.captainos.registry;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a remote registry.
 *
 * @param retries how often a request is tried again, at most
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 * @param login who we are, or null where files and helpers are to be asked
 * @param loginSource where the login was set, for messages
 * @param caCertificate a file of certificates in PEM (RFC 7468) whose owners are trusted besides
 *     those that the JVM trusts, or null
 * @param insecure whether the registry, and no other host, may speak plain HTTP or show a
 *     certificate that nobody vouches for
 * @param proxies which proxy to take, or null for none
 * @param proxyLogins who we are to a proxy
 */
public record RegistryOptions(
    int retries,
    Duration timeout,
    @Nullable PasswordAuthentication login,
    String loginSource,
    @Nullable Path caCertificate,
    boolean insecure,
    @Nullable ProxySelector proxies,
    Authenticator proxyLogins) {

  /** Returns what applies where nothing else is said. */
  public static RegistryOptions of(int retries, Duration timeout) {
    return new RegistryOptions(
        retries,
        timeout,
        null,
        "",
        null,
        false,
        ProxySelector.getDefault(),
        new Authenticator() {});
  }
}
