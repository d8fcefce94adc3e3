package io.github.captainos.plugin.settings;

import io.github.captainos.support.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Finds the password of the private key: in the environment, or in the {@code <server>} {@code
 * captain.sign} of settings.xml. It is no parameter, since other users of the machine see the
 * command line.
 */
public final class SignPassword {
  private static final String SERVER = "captain.sign";
  private static final List<String> VARIABLES = List.of("CAPTAIN_SIGN_PASSWORD", "COSIGN_PASSWORD");

  private SignPassword() {}

  /**
   * Returns the password; empty if there is none. An empty variable is an empty password, which
   * keys of cosign may have, unless another place has a password: CI systems set variables to an
   * empty value if there is no secret.
   *
   * @throws MojoExecutionException if the server's password cannot be decrypted
   */
  public static Optional<char[]> find(
      Map<String, String> environment, List<Server> servers, SettingsDecrypter decrypter)
      throws MojoExecutionException {
    List<String> variables =
        VARIABLES.stream().map(environment::get).filter(Objects::nonNull).toList();
    Optional<String> password = variables.stream().filter(value -> !value.isEmpty()).findFirst();
    if (password.isEmpty()) {
      password = Login.password(SERVER, servers, decrypter);
    }
    password.ifPresent(Secrets::add);
    return Stream.concat(password.stream(), variables.stream())
        .findFirst()
        .map(String::toCharArray);
  }
}
