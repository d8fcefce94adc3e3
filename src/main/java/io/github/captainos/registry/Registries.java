package io.github.captainos.registry;

import io.github.captainos.registry.layout.LayoutRegistry;
import io.github.captainos.registry.remote.RemoteRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens repositories. */
public final class Registries {
  /** What the name of a registry begins with that is a directory of OCI image layouts. */
  public static final String LAYOUT_PREFIX = "oci:";

  private static final Logger LOG = LoggerFactory.getLogger(Registries.class);

  private Registries() {}

  /**
   * Opens a repository. Nothing is asked of it yet.
   *
   * @param registry {@code host[:port]}, or {@code oci:} and a directory
   * @param repository the repository's name in the registry
   * @param directory what a relative directory is relative to
   * @param access what is going to be done
   * @param options how to reach a remote registry
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public static Registry open(
      String registry, String repository, Path directory, Access access, RegistryOptions options)
      throws IOException {
    if (registry.startsWith(LAYOUT_PREFIX)) {
      Path layouts = directory.resolve(registry.substring(LAYOUT_PREFIX.length()));
      return new LayoutRegistry(layouts.resolve(repository).normalize());
    }
    // what everybody calls it is not where it is
    String host =
        Set.of("docker.io", "index.docker.io").contains(registry)
            ? "registry-1.docker.io"
            : registry;
    if (options.insecure()) {
      LOG.warn(
          "captain.insecure is true: the certificate of {} is not verified, and where it speaks no"
              + " TLS, plain HTTP will do",
          host);
    }
    return new RemoteRegistry(new RepositoryName(host, repository), access, options, Time.system());
  }
}
