package io.github.captainos.plugin.base;

import io.github.captainos.plugin.settings.Login;
import io.github.captainos.plugin.settings.MavenProxies;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.ConnectionSettings;
import java.time.Duration;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that use a registry, with the parameters of the connection. */
public abstract class AbstractRegistryMojo extends AbstractCaptainMojo {
  private static final String DEFAULT_RETRIES = "5";
  private static final String DEFAULT_TIMEOUT = "20";
  private static final String DEFAULT_PARALLELISM = "6";

  /**
   * The username for the registry; requires the password. If neither is set, the credentials are
   * the first that exist of: the {@code <server>} of settings.xml whose id is the registry's {@code
   * host:port} or {@code host}; those of {@code docker login} or {@code podman login}; those of a
   * credential helper of the registry's cloud; none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.username")
  private @Nullable String username;

  /**
   * The password of the user, or a token. It is best stored in settings.xml, encrypted: other users
   * can see the command line, and Maven itself prints the POM's configuration with {@code -X}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.password")
  private @Nullable PlexusConfiguration password;

  /**
   * A PEM file with certificates that are trusted in addition to those that Java trusts, such as
   * that of a private authority. A relative path is resolved against the module's base directory.
   * Default: none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.caCertificate")
  private @Nullable String caCertificate;

  /**
   * Allows the registry, but no other host, to use plain HTTP or a certificate that is not trusted.
   * For tests only. Over plain HTTP, credentials are only sent to this machine.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.insecure", defaultValue = "false")
  private @Nullable String insecure;

  /**
   * How often a request to the registry is retried after a temporary fault, such as a lost
   * connection or a registry that is overloaded. The delays between the attempts increase, or are
   * those that the registry asks for. {@code 0}: never.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.retries", defaultValue = DEFAULT_RETRIES)
  private @Nullable String retries;

  /**
   * How long to wait for a connection to the registry (at most 10 seconds), and for the next bytes
   * of a response, in seconds.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.timeout", defaultValue = DEFAULT_TIMEOUT)
  private @Nullable String timeout;

  /**
   * How many requests are sent to the registry at a time, and how many files are read at a time (at
   * most one per processor).
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.parallelism", defaultValue = DEFAULT_PARALLELISM)
  private @Nullable String parallelism;

  @Inject private SettingsDecrypter decrypter;

  protected final SettingsDecrypter decrypter() {
    return decrypter;
  }

  /**
   * The parameters of the connection to one registry, as they are in the POM.
   *
   * @param names their names
   */
  public record Connection(
      ParameterNames names,
      @Nullable String username,
      @Nullable PlexusConfiguration password,
      @Nullable String caCertificate,
      @Nullable String insecure) {}

  /**
   * @param registry {@code host[:port]}, or {@code oci:directory}
   */
  protected final ConnectionSettings connecting(String registry) throws MojoExecutionException {
    return connecting(
        registry,
        new Connection(ParameterNames.USUAL, username, password, caCertificate, insecure));
  }

  /**
   * @param registry {@code host[:port]}, or {@code oci:directory}
   * @param connection the parameters of the connection to it
   */
  protected final ConnectionSettings connecting(String registry, Connection connection)
      throws MojoExecutionException {
    Settings settings = settings();
    ParameterNames names = connection.names();
    MavenProxies proxies =
        new MavenProxies(
            session().getRepositorySession(), session().getSettings().getActiveProxy() != null);
    Optional<Login> login = login(registry, connection);
    RegistryOptions options =
        new RegistryOptions(
            Math.toIntExact(settings.number("captain.retries", retries, 0, DEFAULT_RETRIES)),
            Duration.ofSeconds(settings.number("captain.timeout", timeout, 1, DEFAULT_TIMEOUT)),
            login.map(Login::authentication).orElse(null),
            login.map(Login::source).orElse(""),
            path(names.of("caCertificate"), connection.caCertificate()).orElse(null),
            settings.flag(names.of("insecure"), connection.insecure(), false),
            proxies,
            proxies.logins(),
            names,
            chunkSize());
    return new ConnectionSettings(
        Math.toIntExact(
            settings.number("captain.parallelism", parallelism, 1, DEFAULT_PARALLELISM)),
        session().isOffline(),
        options);
  }

  /** Returns how many bytes of a blob one request has at most; 0 for all. */
  protected long chunkSize() throws MojoExecutionException {
    return 0;
  }

  private Optional<Login> login(String registry, Connection connection)
      throws MojoExecutionException {
    Settings settings = settings();
    ParameterNames names = connection.names();
    Optional<Login> login =
        Login.of(
            settings.find(names.of("username"), connection.username(), null),
            settings.find(names.of("password"), evaluatedPassword(connection), null),
            names);
    return login.isPresent()
        ? login
        : Login.of(registry, session().getSettings().getServers(), decrypter);
  }

  /**
   * Returns the password. Its expressions are evaluated here, since Maven prints with {@code -X}
   * what it evaluates itself.
   */
  private @Nullable String evaluatedPassword(Connection connection) throws MojoExecutionException {
    PlexusConfiguration password = connection.password();
    try {
      Object value =
          password == null
              ? null
              : new PluginParameterExpressionEvaluator(session(), execution())
                  .evaluate(password.getValue(), String.class);
      return value == null ? null : value.toString();
    } catch (ExpressionEvaluationException e) {
      throw new MojoExecutionException(
          connection.names().of("password")
              + " has an expression that Maven cannot evaluate. Write it as in ${env.TOKEN}.");
    }
  }
}
