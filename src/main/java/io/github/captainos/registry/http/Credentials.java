package io.github.captainos.registry.http;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.net.PasswordAuthentication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials for a registry, and where they were found.
 *
 * @param credential the credential, or null for an anonymous login
 * @param source where it was found, for messages; or why there is none
 */
public record Credentials(@Nullable Credential credential, String source) {
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
      } catch (RegistryException e) {
        throw e;
      } catch (IOException e) {
        why = file.path() + ": " + e.getMessage(); // an anonymous login may be enough
      }
    }
    return wellKnown(image).orElse(new Credentials(null, why));
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
   * @param username a name, or {@code <token>} if the secret is an identity token
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

  /** Returns where they were found, or why there are none, and never their values. */
  @Override
  public String toString() {
    return source;
  }
}
