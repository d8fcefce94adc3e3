package io.github.captainos.release;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A repository for images; its parts are valid.
 *
 * @param registry {@code host[:port]} or {@code oci:directory}
 * @param repository such as {@code tinkerbell/captain}
 * @param artifactName such as {@code artifacts}
 * @param startDirectory the directory that the path of a layout is relative to
 * @param options the options for a remote registry
 */
public record Repository(
    String registry,
    String repository,
    String artifactName,
    Path startDirectory,
    RegistryOptions options) {

  /**
   * Checks the three names.
   *
   * @param registry {@code host[:port]} or {@code oci:directory}
   * @param repository such as {@code tinkerbell/captain}, or null if it is not set
   * @param artifactName last part of the repository's name, such as {@code artifacts}
   * @param startDirectory the directory that the path of a layout is relative to
   * @param options the options for a remote registry
   * @param offline whether Maven is not to use the network
   * @throws ReleaseException if a name cannot be part of a reference, or if the network is needed
   */
  public static Repository of(
      Setting registry,
      @Nullable Setting repository,
      Setting artifactName,
      Path startDirectory,
      RegistryOptions options,
      boolean offline)
      throws ReleaseException {
    if (repository == null) {
      throw new ReleaseException(
          "No repository is set. Set <repository> in the plugin's configuration,"
              + " -Dcaptain.repository, or the environment variable GITHUB_REPOSITORY,"
              + " as in tinkerbell/captain.");
    }
    checkRegistry(registry, options.names(), offline);
    checkName("repository", repository, options.names());
    checkHasNoHost(repository, registry, options.names());
    checkName("artifactName", artifactName, options.names());
    return new Repository(
        registry.value(), repository.value(), artifactName.value(), startDirectory, options);
  }

  private static void checkRegistry(Setting registry, ParameterNames names, boolean offline)
      throws ReleaseException {
    String value = registry.value();
    if (value.startsWith(Registries.LAYOUT_PREFIX)) {
      checkDirectory(registry);
      return;
    }
    if (value.contains("@")) {
      throw new ReleaseException(
          "The registry (from "
              + registry.origin()
              + ") has an '@' in it. Credentials belong in "
              + names.of("username")
              + " and "
              + names.of("password")
              + ", or in settings.xml.");
    }
    if (value.startsWith("file:")) {
      throw new ReleaseException(
          "The registry "
              + registry
              + " is a URL of a directory. Write it as "
              + Registries.LAYOUT_PREFIX
              + value.replaceFirst("^file:(//)?", "")
              + ".");
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
              + " has a path in it. The path in a registry belongs in "
              + names.of("repository")
              + "; a directory is written "
              + Registries.LAYOUT_PREFIX
              + value
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
    if (offline) {
      throw new ReleaseException(
          "Maven is offline, and the registry "
              + registry
              + " is not a directory. Omit -o, or set "
              + names.of("registry")
              + " as in oci:target/images.");
    }
  }

  private static void checkDirectory(Setting registry) throws ReleaseException {
    String directory = registry.value().substring(Registries.LAYOUT_PREFIX.length());
    if (directory.startsWith("//")) { // as in the URLs of other programs
      String path = directory.replaceFirst("^/+", "");
      throw new ReleaseException(
          "The registry "
              + registry
              + " is written like a URL. Write a registry without oci://, as "
              + path
              + "; a directory as oci:/"
              + path
              + ", or as oci:"
              + path
              + " from where Maven was started.");
    }
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

  private static void checkName(String parameter, Setting setting, ParameterNames names)
      throws ReleaseException {
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
                    + names.of(parameter)
                    + " to "
                    + lower
                    + "."
                : " is not a valid name in a registry: lower-case letters and digits, with single"
                    + " '.', '_' or '-' inside, in parts separated by '/'. Set "
                    + names.of(parameter)
                    + "."));
  }

  /**
   * Checks that the repository does not begin with the registry, which would be there twice: with
   * the registry that is set, or with any one if none is set. The repositories of mirrors begin
   * with the hosts of others.
   */
  private static void checkHasNoHost(Setting repository, Setting registry, ParameterNames names)
      throws ReleaseException {
    String name = repository.value();
    int end = name.indexOf('/');
    String host = name.substring(0, Math.max(end, 0));
    boolean isRegistry = host.equalsIgnoreCase(registry.value());
    if (isRegistry || registry.isDefault() && host.contains(".")) {
      throw new ReleaseException(
          "The repository "
              + repository
              + " begins with a registry. Set "
              + names.of("repository")
              + " to "
              + name.substring(end + 1)
              + (isRegistry
                  ? ": the registry is " + host + " already."
                  : ", and " + names.of("registry") + " to " + host + "."));
    }
  }

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

  /** Returns whether this is at a remote registry, whichever of its names is given. */
  public boolean isAt(String other) {
    return Registries.areSameHost(registry, other);
  }

  /** Returns whether this is the same repository as another one. */
  public boolean isSameAs(Repository other) {
    return identity().equals(other.identity());
  }

  /** Returns what is the same for all names of this repository, and for no other one. */
  public String identity() {
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
      return Registries.open(registry, path(), startDirectory, access, mountedFrom, options);
    } catch (IOException e) {
      throw new ReleaseException(
          "Cannot read the certificates of "
              + options.names().of("caCertificate")
              + ": "
              + FileErrors.of(e)
              + ". Set it to a file in PEM.",
          e);
    }
  }
}
