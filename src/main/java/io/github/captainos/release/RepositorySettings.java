package io.github.captainos.release;

import io.github.captainos.registry.Registries;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings that determine the images' references.
 *
 * @param registry {@code host[:port]} or {@code oci:directory}
 * @param repository such as {@code tinkerbell/captain}, or null if it is not set
 * @param artifactName last part of the repository's name, such as {@code artifacts}
 * @param startDirectory the directory that the path of a layout is relative to
 * @param connecting the connection options for a remote registry
 */
public record RepositorySettings(
    Setting registry,
    @Nullable Setting repository,
    Setting artifactName,
    Path startDirectory,
    ConnectionSettings connecting) {

  /**
   * Checks the three names.
   *
   * @throws ReleaseException if one of them cannot be part of a reference
   */
  public Repository repositoryOrThrow() throws ReleaseException {
    if (repository == null) {
      throw new ReleaseException(
          "No repository is set. Set <repository> in the plugin's configuration,"
              + " -Dcaptain.repository, or the environment variable GITHUB_REPOSITORY,"
              + " as in tinkerbell/captain.");
    }
    checkRegistry();
    checkName("repository", repository);
    checkName("artifactName", artifactName);
    return new Repository(
        registry.value(), repository.value(), artifactName.value(), startDirectory, connecting);
  }

  /** Returns whether a registry is the remote registry of these settings, in any spelling. */
  public boolean isAt(Setting other) {
    return Registries.areSameHost(registry.value(), other.value());
  }

  private void checkRegistry() throws ReleaseException {
    String value = registry.value();
    if (value.startsWith(Registries.LAYOUT_PREFIX)) {
      checkDirectory(value.substring(Registries.LAYOUT_PREFIX.length()));
      return;
    }
    if (value.contains("@")) {
      throw new ReleaseException(
          "The registry (from "
              + registry.origin()
              + ") has an '@' in it. Credentials belong in "
              + name("username")
              + " and "
              + name("password")
              + ", or in settings.xml.");
    }
    if (value.contains("://")) {
      throw new ReleaseException(
          "The registry "
              + registry
              + " is a URL; omit "
              + value.substring(0, value.indexOf("://") + 3)
              + ". HTTPS is used for every host but this machine itself.");
    }
    if (value.contains("/")) {
      throw new ReleaseException(
          "The registry "
              + registry
              + " has a path in it; the path belongs in "
              + name("repository")
              + ".");
    }
    if (!ReferenceSyntax.isRegistry(value)) {
      throw new ReleaseException(
          "The registry "
              + registry
              + " is not written host[:port], as in ghcr.io"
              + (value.contains("::")
                  ? "; an IPv6 address is in brackets, as in [::1]:5000."
                  : "."));
    }
    if (connecting.offline()) {
      throw new ReleaseException(
          "Maven is offline, and the registry "
              + registry
              + " is not a directory. Omit -o, or set "
              + name("registry")
              + " as in oci:target/images.");
    }
  }

  private void checkDirectory(String directory) throws ReleaseException {
    String problem = directory.isEmpty() ? "it is empty" : null;
    try {
      Path.of(directory);
    } catch (InvalidPathException e) {
      problem = e.getReason() + "; where it is not ASCII, set a UTF-8 locale (LC_ALL=C.UTF-8)";
    }
    if (problem != null) {
      throw new ReleaseException(
          "The registry "
              + registry
              + " does not name a directory: "
              + problem
              + ". Write it as in oci:target/images.");
    }
  }

  private String name(String parameter) {
    return connecting.options().names().of(parameter);
  }

  private void checkName(String parameter, Setting setting) throws ReleaseException {
    String value = setting.value();
    if (ReferenceSyntax.isRepository(value)) {
      return;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    throw new ReleaseException(
        "The "
            + parameter
            + " "
            + setting
            + (ReferenceSyntax.isRepository(lower)
                ? " has capital letters, which registries do not allow. Set "
                    + name(parameter)
                    + " to "
                    + lower
                    + "."
                : " is not a valid name in a registry: lower-case letters and digits, with single"
                    + " '.', '_' or '-' inside, in parts separated by '/'. Set "
                    + name(parameter)
                    + "."));
  }
}
