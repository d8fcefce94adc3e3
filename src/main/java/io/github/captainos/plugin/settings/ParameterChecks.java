package io.github.captainos.plugin.settings;

import io.github.captainos.release.Trust;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginContainer;
import org.apache.maven.model.io.xpp3.MavenXpp3Writer;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * Checks of how parameters are written, which Maven itself does not make: a property that is no
 * parameter, one that is none any more, and a parameter that is written without a value. Values of
 * unknown properties are never printed, since they may be keys or passwords.
 */
public final class ParameterChecks {
  private static final String PREFIX = "captain.";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(captain\\.\\w+)}");

  /**
   * Parameters without which a goal would sign or verify nothing, or less; each with the words that
   * its name has, and those that users have for it.
   */
  private static final Map<String, Pattern> PROTECTING =
      new TreeMap<>(
          Map.of(
              "digest", words("digest"),
              "publicKey", words("pub(?!lish)|key|verif"),
              "requireAttestations", words("require|attest"),
              "signKey", words("sign|private|key"),
              "verifyIdentity", words("verif|identity")));

  /** What a goal does without those of them that have no default. */
  private static final Map<String, String> WITHOUT =
      new TreeMap<>(
          Map.of(
              "digest", "to pull whatever the tag refers to",
              "publicKey", "to use images without verifying their signatures",
              "requireAttestations", "to require no attestations",
              "signKey", "to sign nothing"));

  /** Parameters of earlier versions, each with what makes it superfluous. */
  private static final Map<String, String> REMOVED =
      Map.of(
          "chunkSize",
          "if a registry or a proxy refuses a large request, smaller ones are sent without it");

  /** The place of a key: a file, or a variable. */
  private static final Pattern PLACE_OF_KEY =
      Pattern.compile("(?i)^\\s*(?:env:.*|.*\\.(?:pub|pem|key))\\s*$");

  private static Pattern words(String words) {
    return Pattern.compile(words, Pattern.CASE_INSENSITIVE);
  }

  private final MavenSession session;
  private final MojoExecution execution;
  private final PluginDescriptor plugin;
  private final Log log;

  /**
   * @param execution the goal, of which the parameters are checked
   */
  public ParameterChecks(MavenSession session, MojoExecution execution, Log log) {
    this.session = session;
    this.execution = execution;
    this.plugin = execution.getMojoDescriptor().getPluginDescriptor();
    this.log = log;
  }

  /**
   * Makes all checks.
   *
   * @throws MojoExecutionException if one fails
   */
  public void check() throws MojoExecutionException {
    checkRemoved();
    checkElements();
    checkNames();
    checkValues();
  }

  /**
   * Looks for parameters of earlier versions, in each place where a parameter can be written. Maven
   * ignores these.
   *
   * @throws MojoExecutionException if there is one
   */
  void checkRemoved() throws MojoExecutionException {
    for (Map.Entry<String, String> parameter : REMOVED.entrySet()) {
      Written written = written(parameter.getKey()).orElse(null);
      if (written != null) {
        throw new MojoExecutionException(
            PREFIX
                + parameter.getKey()
                + " is written "
                + written.place()
                + ", but is not a parameter any more: "
                + parameter.getValue()
                + ". Remove it.");
      }
    }
  }

  /**
   * Looks for elements of the configuration that no goal has, and for properties of the POM or of
   * settings.xml that differ from a parameter only in upper and lower case. Maven ignores these,
   * also {@code <publickey>}, without which nothing is verified.
   *
   * @throws MojoExecutionException if there is one
   */
  void checkElements() throws MojoExecutionException {
    if (configurationInPom() instanceof Xpp3Dom configuration) {
      Set<String> valid =
          plugin.getMojos().stream()
              .flatMap(goal -> goal.getParameters().stream())
              .map(Parameter::getName)
              .collect(Collectors.toCollection(TreeSet::new));
      for (Xpp3Dom element : configuration.getChildren()) {
        if (!valid.contains(element.getName())) {
          throw new MojoExecutionException(
              "<"
                  + element.getName()
                  + ">, in the POM (execution "
                  + execution.getExecutionId()
                  + " of the plugin), is not a parameter of any goal."
                  + Suggestion.question(
                      Suggestion.meant(element.getName(), valid).stream()
                          .map(name -> "<" + name + ">")
                          .toList())
                  + " Correct or remove it.");
        }
      }
    }
    Set<String> valid = parameters();
    for (String name : session.getCurrentProject().getProperties().stringPropertyNames()) {
      if (name.startsWith(PREFIX) && !valid.contains(end(name))) {
        for (String parameter : valid) {
          if (parameter.equalsIgnoreCase(end(name))) {
            throw new MojoExecutionException(
                "The property "
                    + name
                    + ", in the POM or settings.xml, is not a parameter."
                    + Suggestion.question(List.of(PREFIX + parameter))
                    + " Correct or remove it.");
          }
        }
      }
    }
  }

  /**
   * Looks for properties on the command line that begin with {@code captain.}, are not a parameter
   * of any goal, and are not defined or used in a POM of the build: those are the user's own. Maven
   * ignores these, also a misspelt {@code -Dcaptain.publicKey}, without which nothing is verified.
   * The first goal of a build warns of them.
   *
   * @throws MojoExecutionException if one resembles a parameter, or seems to have a key: a warning
   *     is overlooked
   */
  void checkNames() throws MojoExecutionException {
    Set<String> valid = parameters();
    List<String> unknown =
        session.getUserProperties().stringPropertyNames().stream()
            .filter(name -> name.startsWith(PREFIX) && !valid.contains(end(name)))
            .filter(name -> !isOfPom(name))
            .sorted()
            .toList();
    if (unknown.isEmpty()) {
      return;
    }
    boolean isFirst =
        session.getRepositorySession().getData().set(ParameterChecks.class, null, true);
    List<String> errors = new ArrayList<>();
    for (String name : unknown) {
      List<String> meant = meant(end(name), session.getUserProperties().getProperty(name), valid);
      if (!meant.isEmpty()) {
        errors.add(
            message(name, meant)
                + (meant.stream().anyMatch(PROTECTING::containsKey)
                    ? " Without it, nothing would be signed or verified."
                    : ""));
      } else if (isFirst) {
        log.warn(message(name, Suggestion.meant(end(name), valid)) + " It has no effect.");
      }
    }
    if (!errors.isEmpty()) {
      throw new MojoExecutionException(
          String.join(" ", errors)
              + " Correct or remove it; if it is a property of your own, define it in the POM.");
    }
  }

  private static String message(String name, List<String> meant) {
    return "-D"
        + name
        + " is not a parameter."
        + Suggestion.question(meant.stream().map(end -> "-D" + PREFIX + end).toList());
  }

  /** Without the prefix, which all parameters share. */
  private static String end(String name) {
    return name.substring(PREFIX.length());
  }

  private Set<String> parameters() {
    return plugin.getMojos().stream()
        .flatMap(goal -> goal.getParameters().stream())
        .map(parameter -> EXPRESSION.matcher(String.valueOf(parameter.getExpression())))
        .filter(Matcher::matches)
        .map(expression -> end(expression.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the parameters that a property resembles; empty if it has nothing of one. */
  private static List<String> meant(String name, String value, Set<String> valid) {
    List<String> closest = Suggestion.closest(name, valid);
    if (!closest.isEmpty()) {
      return closest;
    }
    boolean hasKey =
        Trust.isKey(value) || Arrays.stream(value.split(",")).anyMatch(PLACE_OF_KEY.asPredicate());
    if (hasKey && (value.contains("PUBLIC KEY") || value.strip().endsWith(".pub"))) {
      return List.of("publicKey");
    }
    if (hasKey && (value.contains("PRIVATE KEY") || value.strip().endsWith(".key"))) {
      return List.of("signKey");
    }
    List<String> related = related(name);
    return related.isEmpty() && hasKey ? List.of("publicKey", "signKey") : related;
  }

  /** Returns the parameters that protect and have the most words of a name; empty if none has. */
  private static List<String> related(String name) {
    Map<String, Long> common = new TreeMap<>();
    PROTECTING.forEach(
        (parameter, words) -> common.put(parameter, words.matcher(name).results().count()));
    long most = Math.max(1, Collections.max(common.values()));
    return common.keySet().stream().filter(parameter -> common.get(parameter) == most).toList();
  }

  private boolean isOfPom(String name) {
    Pattern whole = Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?![\\w.])");
    return session.getAllProjects().stream()
        .anyMatch(
            module ->
                module.getProperties().containsKey(name)
                    || Stream.iterate(module, Objects::nonNull, MavenProject::getParent)
                        .map(project -> text(project.getOriginalModel()))
                        .anyMatch(whole.asPredicate()));
  }

  /** Returns a POM as it is written: later, its expressions are replaced. */
  private static String text(Model pom) {
    StringWriter text = new StringWriter();
    try {
      new MavenXpp3Writer().write(text, pom);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @param place where a parameter is written
   * @param text what is written there
   */
  private record Written(String place, @Nullable String text) {}

  /**
   * Checks the parameters without which the goal signs or verifies nothing: the first place where
   * one is written has to have a value. Otherwise a variable that is not set, such as a secret that
   * a CI system does not pass on, would take the protection away, and nobody would notice. Maven
   * itself treats an empty element as one that is not there, and gives the goal null.
   *
   * @throws MojoExecutionException if one is written and empty
   */
  void checkValues() throws MojoExecutionException {
    for (String parameter : WITHOUT.keySet()) {
      if (execution.getMojoDescriptor().getParameterMap().containsKey(parameter)) {
        checkValue(parameter);
      }
    }
  }

  private void checkValue(String parameter) throws MojoExecutionException {
    String property = PREFIX + parameter;
    Written first = written(parameter).orElse(null);
    if (first == null || !isEmpty(property, first.text())) {
      return;
    }
    String text = first.text();
    throw new MojoExecutionException(
        property
            + " is written "
            + first.place()
            + ", but is empty"
            + (text == null || text.isBlank()
                ? ". If it comes from a variable such as ${env.KEY}, the variable is not set, or is"
                    + " empty."
                : ": " + text.strip() + " has no value.")
            + " Set it, or remove the parameter "
            + WITHOUT.get(parameter)
            + ".");
  }

  /** Returns the first place where a parameter is written, which is the one that counts. */
  private Optional<Written> written(String parameter) {
    String property = PREFIX + parameter;
    return in(session.getUserProperties(), property, "on the command line, as -D" + property)
        .or(() -> inConfiguration(parameter))
        .or(() -> in(session.getSystemProperties(), property, "as a system property"))
        .or(
            () ->
                in(
                    session.getCurrentProject().getProperties(),
                    property,
                    "in the POM or settings.xml, as the property " + property));
  }

  private static Optional<Written> in(Properties properties, String property, String place) {
    return Optional.ofNullable(properties.getProperty(property))
        .map(text -> new Written(place, text));
  }

  /**
   * Returns what is written in the configuration of the plugin. Where an element is empty, Maven
   * has put the parameter's own expression in its place, as if there was none; only the POM says
   * that there is one.
   */
  private Optional<Written> inConfiguration(String parameter) {
    String place =
        "in the POM, as <"
            + parameter
            + "> (execution "
            + execution.getExecutionId()
            + " of the plugin)";
    return element(execution.getConfiguration(), parameter)
        .filter(element -> !("${" + PREFIX + parameter + "}").equals(element.getValue()))
        .or(() -> element(configurationInPom(), parameter))
        .map(element -> new Written(place, element.getValue()));
  }

  private static Optional<Xpp3Dom> element(@Nullable Object configuration, String name) {
    return configuration instanceof Xpp3Dom dom
        ? Optional.ofNullable(dom.getChild(name))
        : Optional.empty();
  }

  /** Returns the configuration that Maven gives to the execution, as it is in the POM, or null. */
  private @Nullable Object configurationInPom() {
    MavenProject project = session.getCurrentProject();
    Plugin configured = plugin(project.getBuild());
    if (configured == null) {
      configured = plugin(project.getPluginManagement());
    }
    if (configured == null) {
      return null;
    }
    ConfigurationContainer own = configured.getExecutionsAsMap().get(execution.getExecutionId());
    return (own == null ? configured : own).getConfiguration();
  }

  private @Nullable Plugin plugin(@Nullable PluginContainer plugins) {
    return plugins == null ? null : plugins.getPluginsAsMap().get(plugin.getPluginLookupKey());
  }

  private boolean isEmpty(String property, @Nullable String text) throws MojoExecutionException {
    try {
      Object value =
          new PluginParameterExpressionEvaluator(session, execution).evaluate(text, String.class);
      return value == null || value.toString().isBlank();
    } catch (ExpressionEvaluationException e) {
      throw new MojoExecutionException(
          property + " has an expression that Maven cannot evaluate. Write it as in ${env.KEY}.");
    }
  }
}
