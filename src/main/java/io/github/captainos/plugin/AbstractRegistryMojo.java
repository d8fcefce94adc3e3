package io.github.captainos.plugin;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.ConnectionSettings;
import io.github.captainos.release.Setting;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** How goals reach a registry. */
abstract class AbstractRegistryMojo extends AbstractMojo {
  private static final String DEFAULT_RETRIES = "5";
  private static final String DEFAULT_TIMEOUT = "20";
  private static final String DEFAULT_PARALLELISM = "6";

  /**
   * The name to log in to the registry with, together with the password. Where neither is set: the
   * {@code <server>} of settings.xml whose id is the registry's {@code host:port} or {@code host};
   * else what {@code docker login} or {@code podman login} has left; else what a credential helper
   * of the registry's cloud knows; else nobody's.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.username")
  private @Nullable String username;

  /**
   * The password that belongs to the username; a token is one, too. It is best kept in
   * settings.xml, encrypted: others can see a command line, and Maven itself prints with {@code -X}
   * what a POM says.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.password")
  private @Nullable PlexusConfiguration password;

  /**
   * A file with certificates in PEM, of authorities whose word for a registry is taken besides
   * those that Java trusts. A relative path begins in the module's base directory. Default: none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.caCertificate")
  private @Nullable String caCertificate;

  /**
   * Lets the registry, and no other host, speak plain HTTP or show a certificate that nobody
   * vouches for: for tests. Over plain HTTP, credentials are sent to this machine itself alone.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.insecure", defaultValue = "false")
  private @Nullable String insecure;

  /**
   * How often a request to the registry is tried again after a passing fault, such as a lost
   * connection or a registry that is too busy. The pauses in between grow, or are as long as the
   * registry asks for. {@code 0}: never.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.retries", defaultValue = DEFAULT_RETRIES)
  private @Nullable String retries;

  /**
   * How long to wait for a connection to the registry (10 seconds at most), and for the next bytes
   * of an answer, in seconds.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.timeout", defaultValue = DEFAULT_TIMEOUT)
  private @Nullable String timeout;

  /**
   * How many requests are sent to the registry at a time, and how many files are read, of those no
   * more than there are processors.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.parallelism", defaultValue = DEFAULT_PARALLELISM)
  private @Nullable String parallelism;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${basedir}", readonly = true)
  private @Nullable File baseDirectory;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Inject private SettingsDecrypter decrypter;

  final Settings settings() {
    return new Settings(
        session.getUserProperties(), session.getCurrentProject().getProperties(), System.getenv());
  }

  final MavenSession session() {
    return session;
  }

  final MojoExecution execution() {
    return execution;
  }

  final PluginDescriptor plugin() {
    return execution.getMojoDescriptor().getPluginDescriptor();
  }

  /**
   * @param registry {@code host[:port]}, or where layouts are
   */
  final ConnectionSettings connecting(String registry) throws MojoExecutionException {
    Settings settings = settings();
    MavenProxies proxies =
        new MavenProxies(
            session.getRepositorySession(), session.getSettings().getActiveProxy() != null);
    Optional<Login> login = login(registry);
    RegistryOptions options =
        new RegistryOptions(
            Math.toIntExact(settings.number("captain.retries", retries, 0, DEFAULT_RETRIES)),
            Duration.ofSeconds(settings.number("captain.timeout", timeout, 1, DEFAULT_TIMEOUT)),
            login.map(Login::authentication).orElse(null),
            login.map(Login::source).orElse(""),
            path("captain.caCertificate", caCertificate).orElse(null),
            settings.flag("captain.insecure", insecure, false),
            proxies,
            proxies.logins());
    return new ConnectionSettings(
        Math.toIntExact(
            settings.number("captain.parallelism", parallelism, 1, DEFAULT_PARALLELISM)),
        session.isOffline(),
        options);
  }

  private Optional<Login> login(String registry) throws MojoExecutionException {
    Settings settings = settings();
    Optional<Login> login =
        Login.of(
            settings.find("captain.username", username, null),
            settings.find("captain.password", evaluatedPassword(), null));
    return login.isPresent()
        ? login
        : Login.of(registry, session.getSettings().getServers(), decrypter);
  }

  /** Maven would print with {@code -X} what it evaluates itself. */
  private @Nullable String evaluatedPassword() throws MojoExecutionException {
    try {
      Object value =
          password == null
              ? null
              : new PluginParameterExpressionEvaluator(session, execution)
                  .evaluate(password.getValue(), String.class);
      return value == null ? null : value.toString();
    } catch (ExpressionEvaluationException e) {
      throw new MojoExecutionException(
          "captain.password has an expression that Maven cannot evaluate. Write it as in"
              + " ${env.TOKEN}.");
    }
  }

  final Setting setting(
      String property, @Nullable String pom, @Nullable String variable, String byDefault) {
    return settings()
        .find(property, pom, variable)
        .orElseGet(() -> new Setting(byDefault, "the default of " + property));
  }

  /**
   * Returns a file or directory; a relative one begins in the module's base directory. (The
   * parameter is no {@code File}: Maven would take a blank one for the base directory.)
   */
  final Optional<Path> path(String property, @Nullable String pom) throws MojoExecutionException {
    try {
      return settings()
          .find(property, pom, null)
          .map(setting -> baseDirectory().resolve(setting.value()).normalize());
    } catch (InvalidPathException e) {
      throw new MojoExecutionException(
          property + " is no path here: " + e.getReason() + ". Set another.");
    }
  }

  final Path baseDirectory() {
    return baseDirectory == null ? startDirectory() : baseDirectory.toPath();
  }

  static Path startDirectory() {
    return Path.of(System.getProperty("user.dir"));
  }
}
