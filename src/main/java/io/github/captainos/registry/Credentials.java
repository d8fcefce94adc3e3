package io.github.captainos.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a registry.
 *
 * @param credential what to log in with, or null for nobody in particular
 * @param source where it came from, for messages
 */
record Credentials(@Nullable Credential credential, String source) {
  private static final Pattern MISSING_HELPER =
      Pattern.compile("(?<=does not have )docker-credential-\\S+");

  /**
   * Looks into Docker's configuration, then asks the helper that the registry's own cloud has.
   *
   * @throws RegistryException if there is a configuration that is none
   */
  static Credentials find(ImageReference image) throws RegistryException {
    List<String> warnings = new ArrayList<>();
    // most of what jib says here is not repeated: it may hold what a helper printed
    Consumer<LogEvent> listener =
        event -> {
          if (event.getLevel() == LogEvent.Level.WARN) {
            Matcher missing = MISSING_HELPER.matcher(event.getMessage());
            warnings.add(
                missing.find()
                    ? "there is no " + missing.group() + " on the PATH"
                    : "its credential helper failed");
          }
        };
    CredentialRetrieverFactory factory = CredentialRetrieverFactory.forImage(image, listener);
    Path config = dockerConfig();
    check(config);
    Optional<Credential> credential = retrieve(factory.dockerConfig(config), config.toString());
    if (credential.isPresent()) {
      return new Credentials(credential.get(), "those in " + config);
    }
    credential = retrieve(factory.wellKnownCredentialHelpers(), "the credential helper");
    if (credential.isPresent()) {
      return new Credentials(credential.get(), "those of the registry's credential helper");
    }
    String why = config + " has none for this registry";
    if (!warnings.isEmpty()) {
      why = config + ": " + warnings.get(0);
    }
    return new Credentials(null, "none (" + why + ")");
  }

  /** See Docker's documentation of the environment variable {@code DOCKER_CONFIG}. */
  private static Path dockerConfig() throws RegistryException {
    String directory = System.getenv("DOCKER_CONFIG");
    try {
      return directory != null && !directory.isBlank()
          ? Path.of(directory, "config.json")
          : Path.of(System.getProperty("user.home"), ".docker", "config.json");
    } catch (InvalidPathException e) {
      throw new RegistryException(
          "the environment variable DOCKER_CONFIG holds no path: " + e.getReason());
    }
  }

  /** jib takes a file that it cannot read for one that is not there. */
  private static void check(Path config) throws RegistryException {
    if (!Files.exists(config)) {
      return;
    }
    try {
      if (new ObjectMapper().readTree(config.toFile()).isObject()) {
        return;
      }
    } catch (JsonProcessingException e) {
      // said below, without the exception's message: it quotes what it could not read
    } catch (IOException e) {
      throw new RegistryException("Docker's configuration cannot be read: " + Reasons.of(e), e);
    }
    throw new RegistryException(
        "Docker's configuration " + config + " is no JSON object. Mend it, or log in again");
  }

  private static Optional<Credential> retrieve(CredentialRetriever retriever, String where)
      throws RegistryException {
    try {
      return retriever.retrieve();
    } catch (CredentialRetrievalException | RuntimeException e) {
      // without the exception's own message, for the same reason
      throw new RegistryException(
          "the credentials in " + where + " are not written as they should be. Log in again");
    }
  }

  /** Says where they came from and never what they are. */
  @Override
  public String toString() {
    return source;
  }
}
