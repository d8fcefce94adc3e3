package io.github.captainos.registry.auth;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import java.io.IOException;
import java.net.PasswordAuthentication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a registry.
 *
 * @param credential what to log in with, or null for nobody in particular
 * @param source where it came from, for messages
 */
public record Credentials(@Nullable Credential credential, String source) {
  /** Which helpers the tools of clouds bring along, by the end of the registry's name. */
  private static final Map<String, String> WELL_KNOWN_HELPERS =
      Map.of("gcr.io", "gcr", ".pkg.dev", "gcr", ".amazonaws.com", "ecr-login");

  /**
   * Takes what was set for the build; else looks into the files of Docker and Podman; else asks the
   * helper that the registry's own cloud has.
   *
   * @throws IOException if there is something that is not as it should be; the message says what
   */
  public static Credentials find(RepositoryName image, RegistryOptions options) throws IOException {
    PasswordAuthentication login = options.login();
    if (login != null) {
      String password = new String(login.getPassword());
      return new Credentials(credential(login.getUserName(), password), options.loginSource());
    }
    List<AuthFile> files = AuthFile.all();
    String why =
        files.stream()
            .filter(AuthFile::exists)
            .findFirst()
            .map(file -> file.path() + " has none for this registry")
            .orElse("there is no " + files.get(0).path());
    for (AuthFile file : files) {
      if (!file.exists()) {
        continue;
      }
      try {
        Optional<Credential> found = file.find(image);
        if (found.isPresent()) {
          return new Credentials(found.get(), "those in " + file.path());
        }
      } catch (CredentialHelper.HelperException e) {
        why = file.path() + ": " + e.getMessage(); // who may read without a login, may still
      }
    }
    return wellKnown(image).orElse(new Credentials(null, "none (" + why + ")"));
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
          return Optional.empty(); // nobody has asked for it to be there
        }
      }
    }
    return Optional.empty();
  }

  /**
   * @param username a name, or {@code <token>} where the secret is a token that gets tokens
   */
  static Credential credential(String username, String secret) {
    return username.equals(Credential.OAUTH2_TOKEN_USER_NAME)
        ? identityToken(secret)
        : Credential.from(username, secret);
  }

  /**
   * @param token a refresh token: RFC 6749, section 1.5
   */
  static Credential identityToken(String token) {
    return Credential.from(Credential.OAUTH2_TOKEN_USER_NAME, token);
  }

  /** Says where they came from and never what they are. */
  @Override
  public String toString() {
    return source;
  }
}
