package io.github.captainos.registry;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options for connections to a remote registry.
 *
 * @param retries the maximum number of retries of a request
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 * @param login the credentials that were set, or null to use files and credential helpers
 * @param loginSource where the login was set, for messages
 * @param caCertificate a file of certificates in PEM (RFC 7468) that are trusted in addition to
 *     those that the JVM trusts, or null
 * @param insecure whether the registry, and no other host, may use plain HTTP or a certificate that
 *     is not trusted
 * @param proxies selects the proxy, or null for none
 * @param proxyLogins the credentials for proxies
 * @param names the names of the parameters, for messages
 */
public record RegistryOptions(
    int retries,
    Duration timeout,
    @Nullable PasswordAuthentication login,
    String loginSource,
    @Nullable Path caCertificate,
    boolean insecure,
    @Nullable ProxySelector proxies,
    Authenticator proxyLogins,
    ParameterNames names) {

  /** Returns the defaults for everything else. */
  public static RegistryOptions of(int retries, Duration timeout) {
    return new RegistryOptions(
        retries,
        timeout,
        null,
        "",
        null,
        false,
        ProxySelector.getDefault(),
        new Authenticator() {},
        ParameterNames.USUAL);
  }
}
