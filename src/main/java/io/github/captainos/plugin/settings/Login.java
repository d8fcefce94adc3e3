package io.github.captainos.plugin.settings;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.release.Setting;
import java.net.PasswordAuthentication;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * Credentials for a registry that were configured in Maven.
 *
 * @param authentication username and password
 * @param source where they were set, for messages
 */
public record Login(PasswordAuthentication authentication, String source) {

  private static Login of(String username, String password, String source) {
    return new Login(new PasswordAuthentication(username, password.toCharArray()), source);
  }

  /**
   * Returns the credentials of the parameters for the username and the password.
   *
   * @param names the names of the parameters
   * @throws MojoExecutionException if only one of them is set
   */
  public static Optional<Login> of(
      Optional<Setting> username, Optional<Setting> password, ParameterNames names)
      throws MojoExecutionException {
    String usernameName = names.of("username");
    String passwordName = names.of("password");
    if (username.isPresent() != password.isPresent()) {
      String set = username.isPresent() ? usernameName : passwordName;
      String unset = username.isPresent() ? passwordName : usernameName;
      throw new MojoExecutionException(
          set + " is set and " + unset + " is not. Set both or neither.");
    }
    return username.map(
        name ->
            of(
                name.value(),
                password.orElseThrow().value(),
                usernameName + " and " + passwordName + " (from " + name.origin() + ")"));
  }

  /**
   * Returns the credentials of a {@code <server>} in settings.xml.
   *
   * @param registry {@code host[:port]}; a server with the port has precedence
   * @param servers the servers of settings.xml
   * @param decrypter decrypts passwords
   * @throws MojoExecutionException if the server is incomplete or cannot be decrypted
   */
  public static Optional<Login> of(
      String registry, List<Server> servers, SettingsDecrypter decrypter)
      throws MojoExecutionException {
    for (String id : List.of(registry, registry.replaceFirst(":\\d+$", ""))) {
      for (Server server : servers) {
        if (id.equals(server.getId()) && server.getPassword() != null) {
          return Optional.of(of(decrypted(server, decrypter)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the password of a {@code <server>} in settings.xml; empty if there is none.
   *
   * @param id the server's id
   * @throws MojoExecutionException if it cannot be decrypted
   */
  static Optional<String> password(String id, List<Server> servers, SettingsDecrypter decrypter)
      throws MojoExecutionException {
    for (Server server : servers) {
      if (id.equals(server.getId()) && server.getPassword() != null) {
        return Optional.of(decrypted(server, decrypter).getPassword());
      }
    }
    return Optional.empty();
  }

  private static Login of(Server server) throws MojoExecutionException {
    String source = "the <server> " + server.getId() + " of settings.xml";
    if (server.getUsername() == null) {
      throw new MojoExecutionException(source + " has a <password> and no <username>. Add one.");
    }
    return of(server.getUsername(), server.getPassword(), source);
  }

  /** Decrypts a server. With Maven 4, it has been decrypted already, and this does nothing. */
  private static Server decrypted(Server server, SettingsDecrypter decrypter)
      throws MojoExecutionException {
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
    for (SettingsProblem problem : result.getProblems()) {
      if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
        throw new MojoExecutionException(
            "the password of the <server> "
                + server.getId()
                + " of settings.xml cannot be decrypted. Encrypt it again, with the master password"
                + " of this machine ("
                + problem.getMessage()
                + ").");
      }
    }
    return result.getServer();
  }
}
