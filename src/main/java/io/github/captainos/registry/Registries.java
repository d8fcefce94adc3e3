package io.github.captainos.registry;

import io.github.captainos.registry.layout.LayoutRegistry;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Factory of repositories. */
public final class Registries {
  /** The prefix of a registry that is a directory of OCI image layouts. */
  public static final String LAYOUT_PREFIX = "oci:";

  private static final Log LOG = Log.of(Registries.class);

  private Registries() {}

  /**
   * Opens a repository, without sending a request.
   *
   * @param registry {@code host[:port]}, or {@code oci:} and a directory
   * @param repository the repository's name in the registry
   * @param directory what a relative directory is relative to
   * @param access what the repository is opened for
   * @param mountedFrom the name of another repository of the registry that blobs are mounted from
   *     if that is possible, or null
   * @param options the connection options for a remote registry
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public static Registry open(
      String registry,
      String repository,
      Path directory,
      Access access,
      @Nullable String mountedFrom,
      RegistryOptions options)
      throws IOException {
    if (registry.startsWith(LAYOUT_PREFIX)) {
      return new LayoutRegistry(layout(registry, repository, directory));
    }
    String host = host(registry);
    if (options.insecure()) {
      LOG.warn(
          "{} is true: the certificate of {} is not verified, and plain HTTP is used if it does not"
              + " support TLS",
          options.names().of("insecure"),
          host);
    }
    return new RemoteRegistry(
        new RepositoryName(host, repository), access, mountedFrom, options, Time.system());
  }

  /**
   * Returns what is the same for two names of one repository, and for no others. Links in the path
   * of a layout that exists are followed.
   *
   * @param registry {@code host[:port]}, or {@code oci:} and a directory
   * @param repository the repository's name in the registry
   * @param directory what a relative directory is relative to
   */
  public static String identity(String registry, String repository, Path directory) {
    return registry.startsWith(LAYOUT_PREFIX)
        ? LAYOUT_PREFIX + realPath(layout(registry, repository, directory))
        : authority(registry) + "/" + repository;
  }

  /** Returns whether two names are those of one remote registry. */
  public static boolean areSameHost(String one, String other) {
    return !one.startsWith(LAYOUT_PREFIX) && authority(one).equals(authority(other));
  }

  private static Path layout(String registry, String repository, Path directory) {
    Path layouts = directory.resolve(registry.substring(LAYOUT_PREFIX.length()));
    return layouts.resolve(repository).normalize();
  }

  private static Path realPath(Path layout) {
    try {
      return layout.toRealPath();
    } catch (IOException e) {
      return layout.toAbsolutePath(); // it does not exist yet
    }
  }

  /** Returns the host and port, the same for all spellings. */
  private static String authority(String registry) {
    return host(registry).toLowerCase(Locale.ROOT).replaceFirst(":443$", "");
  }

  /** Returns the host of a registry's API: that of Docker Hub is at another one. */
  private static String host(String registry) {
    return Set.of("docker.io", "index.docker.io").contains(registry.toLowerCase(Locale.ROOT))
        ? "registry-1.docker.io"
        : registry;
  }
}
