package io.github.captainos.release;

import io.github.captainos.registry.Patience;
import io.github.captainos.registry.RemoteOptions;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a remote registry, as the user set it.
 *
 * @param retries how often a request is tried again, at most
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 * @param parallelism how many requests are sent, and how many files are read, at a time
 * @param login who we are, or null where Docker's and Podman's files know
 * @param loginSource where the login was set, as in {@code those of captain.username}
 * @param caCertificate a file of certificates in PEM to trust besides the JVM's own, or null
 * @param insecure whether the registry may speak plain HTTP, or show a certificate that nobody
 *     vouches for
 * @param offline whether Maven is not to use the network
 * @param proxies which proxy to take, or null for none
 * @param proxyLogins who we are to a proxy
 */
public record Connecting(
    int retries,
    Duration timeout,
    int parallelism,
    @Nullable PasswordAuthentication login,
    String loginSource,
    @Nullable Path caCertificate,
    boolean insecure,
    boolean offline,
    @Nullable ProxySelector proxies,
    Authenticator proxyLogins) {

  /** Returns what applies where nothing else is said. */
  public static Connecting of(int retries, Duration timeout) {
    return new Connecting(
        retries,
        timeout,
        4,
        null,
        "",
        null,
        false,
        false,
        ProxySelector.getDefault(),
        new Authenticator() {});
  }

  RemoteOptions options() {
    return new RemoteOptions(
        new Patience(retries, timeout),
        login,
        loginSource,
        caCertificate,
        insecure,
        proxies,
        proxyLogins);
  }
}
