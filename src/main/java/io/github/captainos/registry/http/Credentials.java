package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.registry.RegistryAliasGroup;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Json;
import io.github.captainos.support.RegularFile;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.PasswordAuthentication;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials for a registry, and where they were found: the login that was set for the build,
 * a file of Docker or Podman, or a credential helper. The files are not read by jib, which uses an
 * entry for {@code host/other} for {@code host}, and reads most identity tokens as empty passwords.
 *
 * @param credential the credential, or null for an anonymous login
 * @param source where it was found, for messages; or why there is none
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/">Docker's documentation</a> and
 *     <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">
 *     containers-auth.json(5)</a>
 */
public record Credentials(@Nullable Credential credential, String source) {
  private static final String DOCKER_HUB = "index.docker.io";
  private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  /** The credential helpers of cloud providers, by the suffix of the registry's name. */
  private static final Map<String, String> WELL_KNOWN_HELPERS =
      Map.of("gcr.io", "gcr", ".pkg.dev", "gcr", ".amazonaws.com", "ecr-login");

  public Credentials {
    if (credential != null && credential.isOAuth2RefreshToken()) {
      Secrets.add(credential.getPassword());
    } else if (credential != null) {
      Secrets.add(credential.getUsername(), credential.getPassword());
    }
  }

  /**
   * Returns the credentials that were set for the build; else those in the files of Docker and
   * Podman; else those of the credential helper of the registry's cloud provider.
   *
   * @throws IOException if a file or a helper is invalid; the message says which
   */
  public static Credentials find(RepositoryName image, RegistryOptions options) throws IOException {
    PasswordAuthentication login = options.login();
    if (login != null) {
      String password = new String(login.getPassword());
      return new Credentials(Credential.from(login.getUserName(), password), options.loginSource());
    }
    List<Path> files = files(System.getenv(), System.getProperty("user.home"));
    String why = null;
    for (Path file : files) {
      if (!Files.exists(file)) {
        continue;
      }
      try {
        Optional<Credential> found = find(image, file);
        if (found.isPresent()) {
          return new Credentials(found.get(), "those in " + file);
        }
        why = why == null ? file + " has none for this registry" : why;
      } catch (RegistryException e) {
        throw e;
      } catch (IOException e) {
        why = file + ": " + e.getMessage(); // an anonymous login may be enough
      }
    }
    String reason = why == null ? "there is no " + files.get(0) : why;
    return wellKnown(image).orElse(new Credentials(null, reason));
  }

  private static Optional<Credentials> wellKnown(RepositoryName image) throws RegistryException {
    for (Map.Entry<String, String> known : WELL_KNOWN_HELPERS.entrySet()) {
      if (image.registry().endsWith(known.getKey())) {
        CredentialHelper helper = CredentialHelper.of(known.getValue());
        try {
          return helper
              .get(image.registry())
              .map(found -> new Credentials(found, "those of " + helper.program()));
        } catch (RegistryException e) {
          throw e;
        } catch (IOException e) {
          return Optional.empty(); // the user has not configured it
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the files of Docker and Podman, in the order in which they are used. They do not have
   * to exist.
   */
  static List<Path> files(Map<String, String> environment, String home) throws RegistryException {
    List<Path> files = new ArrayList<>();
    files.add(
        file(environment, "DOCKER_CONFIG", "config.json")
            .orElse(Path.of(home, ".docker", "config.json")));
    Optional<Path> podman = file(environment, "REGISTRY_AUTH_FILE", "");
    if (podman.isPresent()) {
      files.add(podman.get());
    } else {
      file(environment, "XDG_RUNTIME_DIR", "containers/auth.json").ifPresent(files::add);
      files.add(
          file(environment, "XDG_CONFIG_HOME", "containers/auth.json")
              .orElse(Path.of(home, ".config", "containers", "auth.json")));
    }
    return files;
  }

  private static Optional<Path> file(Map<String, String> environment, String variable, String name)
      throws RegistryException {
    String value = environment.getOrDefault(variable, "");
    try {
      return value.isBlank() ? Optional.empty() : Optional.of(Path.of(value, name));
    } catch (InvalidPathException e) {
      throw new RegistryException(
          "the environment variable " + variable + " is not a valid path: " + e.getReason());
    }
  }

  /**
   * Looks for the credentials of a repository in a file of Docker or Podman. A credential helper
   * that the file names is used first, as Docker does.
   *
   * @return the credentials, or empty if the file has none
   * @throws RegistryException if the file is invalid, or the helper that it names hangs
   * @throws IOException if the helper failed
   */
  static Optional<Credential> find(RepositoryName image, Path file) throws IOException {
    JsonNode config = read(file);
    Optional<JsonNode> named = lookUp(config.path("credHelpers"), image);
    String helper = named.orElse(config.path("credsStore")).asText("");
    if (!helper.isEmpty()) {
      // the name under which Docker's helpers store the registry's credentials
      String server =
          RegistryAliasGroup.getAliasesGroup(image.registry()).contains(DOCKER_HUB)
              ? DOCKER_HUB_KEY
              : image.registry();
      Optional<Credential> found = CredentialHelper.of(helper).get(server);
      if (found.isPresent()) {
        return found;
      }
    }
    try {
      return lookUp(config.path("auths"), image).flatMap(Credentials::inEntry);
    } catch (IllegalArgumentException e) {
      // without the exception's message, which may quote a password
      throw new RegistryException("the credentials in " + file + " are invalid. Log in again");
    }
  }

  private static JsonNode read(Path file) throws RegistryException {
    try (InputStream in = RegularFile.open(file)) {
      JsonNode config = Json.read(in.readAllBytes());
      if (config.isObject()
          || config.isMissingNode()) { // an empty file has no credentials, as in Docker
        return config;
      }
    } catch (JsonProcessingException e) {
      // reported below, without the exception's message, which may quote a password
    } catch (IOException e) {
      throw new RegistryException("the credentials cannot be read: " + FileErrors.of(e), e);
    }
    throw new RegistryException(file + " is not a JSON object. Fix it, or log in again");
  }

  /**
   * Returns the most specific entry: for the repository, for one of its parents, or for the
   * registry.
   */
  private static Optional<JsonNode> lookUp(JsonNode entries, RepositoryName image) {
    for (String alias : RegistryAliasGroup.getAliasesGroup(image.registry())) {
      for (String name = alias + "/" + image.repository();
          name.length() >= alias.length();
          name = name.substring(0, Math.max(name.lastIndexOf('/'), 0))) {
        if (entries.has(name)) {
          return Optional.of(entries.get(name));
        }
      }
      for (Map.Entry<String, JsonNode> entry : entries.properties()) {
        if (entry.getKey().matches("(https?://)?\\Q" + alias + "\\E(/|/v[12]/?)?")) {
          return Optional.of(entry.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Credential> inEntry(JsonNode entry) {
    String identityToken = entry.path("identitytoken").asText("");
    if (!identityToken.isEmpty()) {
      return Optional.of(Credential.from(Credential.OAUTH2_TOKEN_USER_NAME, identityToken));
    }
    String auth = entry.path("auth").asText("");
    if (!auth.isEmpty()) {
      String decoded = new String(Base64.getDecoder().decode(auth), UTF_8);
      int colon = decoded.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no colon");
      }
      // Docker pads with NUL
      String password = decoded.substring(colon + 1).replaceFirst("\0+$", "");
      return Optional.of(Credential.from(decoded.substring(0, colon), password));
    }
    String username = entry.path("username").asText("");
    return username.isEmpty()
        ? Optional.empty()
        : Optional.of(Credential.from(username, entry.path("password").asText("")));
  }

  /** Returns where they were found, or why there are none, and never their values. */
  @Override
  public String toString() {
    return source;
  }
}
