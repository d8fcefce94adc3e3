package io.github.captainos.release;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A repository for images; its parts are valid.
 *
 * @param registry {@code host[:port]} or {@code oci:directory}
 * @param repository such as {@code tinkerbell/captain}
 * @param artifactName such as {@code artifacts}
 * @param startDirectory the directory that the path of a layout is relative to
 * @param connecting the connection options for a remote registry
 */
public record Repository(
    String registry,
    String repository,
    String artifactName,
    Path startDirectory,
    ConnectionSettings connecting) {

  /** Returns the full name, as in messages and reports. */
  public String name() {
    return registry + "/" + repository + "/" + artifactName;
  }

  /** Returns the reference of a tag, as in messages and reports. */
  public String reference(String tag) {
    return name() + ":" + tag;
  }

  /** Returns whether it is an OCI image layout. */
  public boolean isLayout() {
    return registry.startsWith(Registries.LAYOUT_PREFIX);
  }

  /** Returns the name in signatures: a layout does not know where it will be read. */
  public String signedName() {
    return isLayout() ? path() : name();
  }

  /** Returns whether this is the same repository as another one. */
  public boolean isSameAs(Repository other) {
    return identity().equals(other.identity());
  }

  private String identity() {
    return Registries.identity(registry, path(), startDirectory);
  }

  /**
   * Opens the repository.
   *
   * @throws ReleaseException if the certificates to be trusted cannot be read
   */
  public Registry open(Access access) throws ReleaseException {
    return open(access, null);
  }

  /**
   * Opens the repository to copy blobs of another one into it, which the registry can do itself if
   * it has both.
   *
   * @throws ReleaseException if the certificates to be trusted cannot be read
   */
  public Registry openForCopy(Access access, Repository from) throws ReleaseException {
    boolean canMount = Registries.areSameHost(registry, from.registry) && !isSameAs(from);
    return open(access, canMount ? from.path() : null);
  }

  private String path() {
    return repository + "/" + artifactName;
  }

  private Registry open(Access access, @Nullable String mountedFrom) throws ReleaseException {
    try {
      return Registries.open(
          registry, path(), startDirectory, access, mountedFrom, connecting.options());
    } catch (IOException e) {
      throw new ReleaseException(
          "Cannot read the certificates of "
              + connecting.options().names().of("caCertificate")
              + ": "
              + FileErrors.of(e)
              + ". Set it to a file in PEM.",
          e);
    }
  }
}
