package io.github.captainos.release;

import io.github.captainos.registry.RegistryOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What determines the images' references.
 *
 * @param registry {@code host[:port]} or {@code oci:directory}
 * @param repository such as {@code tinkerbell/captain}, or null if it is not set
 * @param artifactName last part of the repository's name, such as {@code artifacts}
 * @param startDirectory the directory that the path of a layout is relative to
 * @param options the options for a remote registry
 */
public record Naming(
    Setting registry,
    @Nullable Setting repository,
    Setting artifactName,
    Path startDirectory,
    RegistryOptions options) {

  /**
   * Checks the three names.
   *
   * @throws ReleaseException if one of them cannot be part of a reference
   */
  public Repository repositoryOrThrow() throws ReleaseException {
    return Repository.of(registry, repository, artifactName, startDirectory, options, false);
  }
}
