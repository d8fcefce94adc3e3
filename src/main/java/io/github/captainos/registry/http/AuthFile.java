package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.registry.RegistryAliasGroup;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Json;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file with the credentials of registries: Docker's {@code config.json}, Podman's {@code
 * auth.json}. It is not read by jib, which uses an entry for {@code host/other} for {@code host},
 * and reads most identity tokens as empty passwords.
 *
 * @param path the file, which does not have to exist
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/">Docker's documentation</a> and
 *     <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">
 *     containers-auth.json(5)</a>
 */
record AuthFile(Path path) {
  private static final String DOCKER_HUB = "index.docker.io";
  private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  /** Returns all of them, in the order in which they are used. */
  static List<AuthFile> all() throws RegistryException {
    return all(System.getenv(), System.getProperty("user.home"));
  }

  static List<AuthFile> all(Map<String, String> environment, String home) throws RegistryException {
    List<AuthFile> files = new ArrayList<>();
    files.add(
        file(environment, "DOCKER_CONFIG", "config.json")
            .orElse(new AuthFile(Path.of(home, ".docker", "config.json"))));
    Optional<AuthFile> podman = file(environment, "REGISTRY_AUTH_FILE", "");
    if (podman.isPresent()) {
      files.add(podman.get());
    } else {
      file(environment, "XDG_RUNTIME_DIR", "containers/auth.json").ifPresent(files::add);
      files.add(
          file(environment, "XDG_CONFIG_HOME", "containers/auth.json")
              .orElse(new AuthFile(Path.of(home, ".config", "containers", "auth.json"))));
    }
    return files;
  }

  private static Optional<AuthFile> file(
      Map<String, String> environment, String variable, String name) throws RegistryException {
    String value = environment.getOrDefault(variable, "");
    try {
      return value.isBlank() ? Optional.empty() : Optional.of(new AuthFile(Path.of(value, name)));
    } catch (InvalidPathException e) {
      throw new RegistryException(
          "the environment variable " + variable + " is not a valid path: " + e.getReason());
    }
  }

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * Looks for the credentials of a repository. A credential helper that the file names is used
   * first, as Docker does.
   *
   * @return the credentials, or empty if the file has none
   * @throws RegistryException if the file is invalid, or the helper that it names hangs
   * @throws IOException if the helper failed
   */
  Optional<Credential> find(RepositoryName image) throws IOException {
    JsonNode config = read();
    Optional<JsonNode> named = lookUp(config.path("credHelpers"), image);
    String helper = named.orElse(config.path("credsStore")).asText("");
    if (!helper.isEmpty()) {
      Optional<Credential> found = CredentialHelper.of(helper).get(server(image));
      if (found.isPresent()) {
        return found;
      }
    }
    Optional<JsonNode> entry = lookUp(config.path("auths"), image);
    try {
      return entry.flatMap(AuthFile::credential);
    } catch (IllegalArgumentException e) {
      // without the exception's message, which may quote a password
      throw new RegistryException("the credentials in " + path + " are invalid. Log in again");
    }
  }

  private JsonNode read() throws RegistryException {
    // unlike that of Files, this exception names the path if it is a directory
    try (InputStream in = new FileInputStream(path.toFile())) {
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
    throw new RegistryException(path + " is not a JSON object. Fix it, or log in again");
  }

  /** Returns the name under which Docker's helpers store the registry's credentials. */
  private static String server(RepositoryName image) {
    return RegistryAliasGroup.getAliasesGroup(image.registry()).contains(DOCKER_HUB)
        ? DOCKER_HUB_KEY
        : image.registry();
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

  private static Optional<Credential> credential(JsonNode entry) {
    String identityToken = entry.path("identitytoken").asText("");
    if (!identityToken.isEmpty()) {
      return Optional.of(Credentials.identityToken(identityToken));
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
}
