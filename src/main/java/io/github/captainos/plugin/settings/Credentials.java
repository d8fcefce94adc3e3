package io.github.captainos.plugin.settings;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.release.Setting;
import io.github.captainos.support.Secrets;
import java.net.PasswordAuthentication;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that are configured in Maven: the login for a registry, and the password of the
 * private key.
 */
public final class Credentials {
  private static final String SERVER_OF_SIGN_KEY = "captain.sign";
  private static final List<String> VARIABLES_OF_SIGN_KEY =
      List.of("CAPTAIN_SIGN_PASSWORD", "COSIGN_PASSWORD");

  /** What Maven leaves of an expression that has no value. */
  private static final Pattern UNSET = Pattern.compile("\\$\\{[^{}]+}");

  private final List<Server> servers;
  private final SettingsDecrypter decrypter;

  /**
   * @param servers the servers of settings.xml
   * @param decrypter decrypts their passwords
   */
  public Credentials(List<Server> servers, SettingsDecrypter decrypter) {
    this.servers = servers;
    this.decrypter = decrypter;
  }

  /**
   * A login for a registry.
   *
   * @param authentication username and password
   * @param source where they were set, for messages
   */
  public record Login(PasswordAuthentication authentication, String source) {
    private Login(String username, String password, String source) {
      this(new PasswordAuthentication(username, password.toCharArray()), source);
    }
  }

  /**
   * Returns the login of the parameters, else that of the {@code <server>} in settings.xml.
   *
   * @param registry {@code host[:port]}; a server with the port has precedence
   * @param names the names of the parameters
   * @throws MojoExecutionException if only one of the parameters is set, or if the server is
   *     incomplete or cannot be decrypted
   */
  public Optional<Login> login(
      String registry, Optional<Setting> username, Optional<Setting> password, ParameterNames names)
      throws MojoExecutionException {
    String usernameName = names.of("username");
    String passwordName = names.of("password");
    if (username.isPresent() != password.isPresent()) {
      String set = username.isPresent() ? usernameName : passwordName;
      String unset = username.isPresent() ? passwordName : usernameName;
      throw new MojoExecutionException(
          set + " is set and " + unset + " is not. Set both or neither.");
    }
    if (username.isPresent()) {
      return Optional.of(
          new Login(
              username.get().value(),
              password.get().value(),
              usernameName + " and " + passwordName + " (from " + username.get().origin() + ")"));
    }
    Optional<Server> server = server(registry);
    if (server.isEmpty()) {
      server = server(registry.replaceFirst(":\\d+$", ""));
    }
    return server.isEmpty() ? Optional.empty() : Optional.of(login(server.get()));
  }

  private static Login login(Server server) throws MojoExecutionException {
    String source = "the <server> " + server.getId() + " of settings.xml";
    if (server.getUsername() == null) {
      throw new MojoExecutionException(source + " has a <password> and no <username>. Add one.");
    }
    return new Login(server.getUsername(), server.getPassword(), source);
  }

  /**
   * Returns the password of the private key: from the environment, or the {@code <server>} {@code
   * captain.sign} of settings.xml; empty if there is none. It is no parameter, since other users of
   * the machine see the command line. An empty variable is an empty password, which keys of cosign
   * may have, unless another place has a password: CI systems set variables to an empty value if
   * there is no secret.
   *
   * @throws MojoExecutionException if the server's password cannot be decrypted
   */
  public Optional<char[]> ofSignKey(Map<String, String> environment) throws MojoExecutionException {
    List<String> variables =
        VARIABLES_OF_SIGN_KEY.stream().map(environment::get).filter(Objects::nonNull).toList();
    Optional<String> password = variables.stream().filter(value -> !value.isEmpty()).findFirst();
    if (password.isEmpty()) {
      password = server(SERVER_OF_SIGN_KEY).map(Server::getPassword);
    }
    password.ifPresent(Secrets::add);
    return Stream.concat(password.stream(), variables.stream())
        .findFirst()
        .map(String::toCharArray);
  }

  private static void checkSet(String what, @Nullable String value, String id)
      throws MojoExecutionException {
    if (value != null && UNSET.matcher(value).matches()) {
      throw new MojoExecutionException(
          "the "
              + what
              + " of the <server> "
              + id
              + " of settings.xml is "
              + value
              + ", which has no value. Set this variable or property.");
    }
  }

  /**
   * Returns the first server with an id that has a password, with its password decrypted.
   *
   * @throws MojoExecutionException if it cannot be decrypted, or is an expression without a value
   */
  private Optional<Server> server(String id) throws MojoExecutionException {
    for (Server server : servers) {
      String password = server.getPassword();
      if (id.equals(server.getId()) && password != null) {
        checkSet("password", password, id);
        checkSet("username", server.getUsername(), id);
        return Optional.of(decrypted(server));
      }
    }
    return Optional.empty();
  }

  /** Decrypts a server. With Maven 4, it has been decrypted already, and this does nothing. */
  private Server decrypted(Server server) throws MojoExecutionException {
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
