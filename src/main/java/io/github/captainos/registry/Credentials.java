package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a registry.
 *
 * @param credential what to log in with, or null for nobody in particular
 * @param source where it came from, for messages
 */
record Credentials(@Nullable Credential credential, String source) {

  /** Looks into Docker's configuration, then asks the helper that the registry's own cloud has. */
  static Credentials find(ImageReference image, Consumer<LogEvent> log) throws RegistryException {
    CredentialRetrieverFactory factory = CredentialRetrieverFactory.forImage(image, log);
    Path config = dockerConfig();
    Optional<Credential> credential = retrieve(factory.dockerConfig(config), config.toString());
    if (credential.isPresent()) {
      return new Credentials(credential.get(), "those in " + config);
    }
    credential = retrieve(factory.wellKnownCredentialHelpers(), "the credential helper");
    if (credential.isPresent()) {
      return new Credentials(credential.get(), "those of the registry's credential helper");
    }
    return new Credentials(null, "none (" + config + " has none for this registry)");
  }

  /** See Docker's documentation of the environment variable {@code DOCKER_CONFIG}. */
  private static Path dockerConfig() {
    String directory = System.getenv("DOCKER_CONFIG");
    return directory != null && !directory.isBlank()
        ? Path.of(directory, "config.json")
        : Path.of(System.getProperty("user.home"), ".docker", "config.json");
  }

  private static Optional<Credential> retrieve(CredentialRetriever retriever, String where)
      throws RegistryException {
    try {
      return retriever.retrieve();
    } catch (CredentialRetrievalException | RuntimeException e) {
      // without the exception's own message: it may quote what it could not read
      throw new RegistryException(
          "the credentials in " + where + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Says where they came from and never what they are. */
  @Override
  public String toString() {
    return source;
  }
}
