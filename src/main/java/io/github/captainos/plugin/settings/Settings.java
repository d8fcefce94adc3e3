package io.github.captainos.plugin.settings;

import io.github.captainos.release.Setting;
import io.github.captainos.support.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of parameters and remembers where they came from. In Maven itself, the POM's
 * configuration overrides {@code -D}; here, {@code -D} overrides the POM. A blank value counts as
 * not set: CI systems set variables to an empty value if there is none. For parameters that protect
 * the user, {@link ParameterChecks} makes it an error.
 */
public final class Settings {
  private final Properties commandLine;
  private final Properties project;
  private final Map<String, String> environment;

  /**
   * @param commandLine the properties that the user gave with {@code -D}
   * @param project the properties of the POM and of settings.xml, which Maven itself ignores if
   *     {@code -D} gives a blank value
   * @param environment the environment variables
   */
  public Settings(Properties commandLine, Properties project, Map<String, String> environment) {
    this.commandLine = commandLine;
    this.project = project;
    this.environment = environment;
  }

  /**
   * @param property the property, such as {@code captain.tag}
   * @param pom the value in the POM, or null
   * @param variable the environment variable, or null if the parameter has none
   */
  public Optional<Setting> find(String property, @Nullable String pom, @Nullable String variable) {
    String inPom = "the POM or settings.xml, " + property;
    return onCommandLine(property)
        .or(() -> setting(pom, inPom))
        .or(() -> setting(project.getProperty(property), inPom))
        .or(() -> variable == null ? Optional.empty() : variable(variable));
  }

  /** Finds a value, or its default. */
  public Setting get(
      String property, @Nullable String pom, @Nullable String variable, String byDefault) {
    return find(property, pom, variable).orElseGet(() -> Setting.ofDefault(byDefault, property));
  }

  /** Returns the value of an environment variable. */
  public Optional<Setting> variable(String name) {
    return setting(environment.get(name), "the environment variable " + name);
  }

  /** Returns the value of {@code -D}. */
  public Optional<Setting> onCommandLine(String property) {
    return setting(commandLine.getProperty(property), "-D" + property);
  }

  private static Optional<Setting> setting(@Nullable String value, String origin) {
    return value == null || value.isBlank()
        ? Optional.empty()
        : Optional.of(new Setting(value.strip(), origin));
  }

  /**
   * Reads a flag. Maven itself would treat every value other than {@code true} as {@code false},
   * such as {@code yes}.
   *
   * @throws MojoExecutionException if it is neither true nor false
   */
  public boolean flag(String property, @Nullable String pom, boolean byDefault)
      throws MojoExecutionException {
    Setting setting = get(property, pom, null, Boolean.toString(byDefault));
    return switch (setting.value().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new MojoExecutionException(
              property + " must be true or false, not " + setting + suggestion(setting));
    };
  }

  private static String suggestion(Setting flag) {
    String suggestion = Suggestion.of(flag.value(), List.of("true", "false"));
    return suggestion.isEmpty() ? "" : "." + suggestion;
  }

  /**
   * Reads a number.
   *
   * @throws MojoExecutionException if it is not a number, or is out of range
   */
  public int number(String property, @Nullable String pom, int least, String byDefault)
      throws MojoExecutionException {
    Setting setting = get(property, pom, null, byDefault);
    try {
      int number = Integer.parseInt(setting.value());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new MojoExecutionException(
        property
            + " must be a whole number from "
            + least
            + " to "
            + Integer.MAX_VALUE
            + ", not "
            + setting);
  }

  /** Finds a list, separated by commas; if all of its elements are blank, it counts as not set. */
  public Optional<Setting> findList(String property, List<@Nullable String> pom) {
    List<String> elements = pom.stream().map(text -> text == null ? "" : text.strip()).toList();
    boolean isBlank = elements.stream().allMatch(String::isEmpty);
    return find(property, isBlank ? null : String.join(",", elements), null);
  }

  /** Finds a list, or its default, and splits it. */
  public List<String> list(String property, List<@Nullable String> pom, String byDefault) {
    String list = findList(property, pom).map(Setting::value).orElse(byDefault);
    return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }
}
