package io.github.captainos.plugin.settings;

import io.github.captainos.support.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.Log;

/** Properties on the command line that are similar to a parameter, but are not one. */
public final class UnknownProperties {
  private static final String PREFIX = "captain.";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(captain\\.\\w+)}");

  private UnknownProperties() {}

  /** Parameters without which a goal would sign nothing, or verify nothing. */
  private static final Set<String> PROTECTING =
      Set.of(
          "captain.digest",
          "captain.publicKey",
          "captain.requireAttestations",
          "captain.signKey",
          "captain.verifyIdentity");

  /**
   * Warns of properties that are similar to a parameter of one of the plugin's goals, once in a
   * build. Properties that are also in the POM are not reported, since they are the user's own.
   *
   * @throws MojoExecutionException if one may be meant to protect the user: a warning is overlooked
   */
  public static void check(MavenSession session, PluginDescriptor plugin, Log log)
      throws MojoExecutionException {
    List<String> given =
        session.getUserProperties().stringPropertyNames().stream()
            .filter(name -> name.startsWith(PREFIX))
            .filter(name -> !isOfPom(session, name))
            .sorted()
            .toList();
    if (given.isEmpty()
        || !session.getRepositorySession().getData().set(UnknownProperties.class, null, true)) {
      return;
    }
    Set<String> valid = properties(plugin);
    for (String name : given) {
      List<String> meant = valid.contains(name) ? List.of() : closest(name, valid);
      if (meant.isEmpty()) {
        continue;
      }
      String message =
          "-D" + name + " is not a parameter. Did you mean -D" + String.join(" or -D", meant) + "?";
      if (meant.stream().anyMatch(PROTECTING::contains)) {
        throw new MojoExecutionException(
            message + " Correct it, or omit it: otherwise nothing would be signed or verified.");
      }
      log.warn(message);
    }
  }

  private static boolean isOfPom(MavenSession session, String name) {
    return session.getProjects().stream()
        .anyMatch(project -> project.getProperties().containsKey(name));
  }

  /** Compares without the prefix, which all parameters share. */
  private static List<String> closest(String name, Set<String> valid) {
    List<String> ends = valid.stream().map(UnknownProperties::end).toList();
    return Suggestion.closest(end(name), ends).stream().map(PREFIX::concat).toList();
  }

  private static String end(String name) {
    return name.substring(PREFIX.length());
  }

  private static Set<String> properties(PluginDescriptor plugin) {
    return plugin.getMojos().stream()
        .flatMap(goal -> goal.getParameters().stream())
        .map(parameter -> EXPRESSION.matcher(String.valueOf(parameter.getExpression())))
        .filter(Matcher::matches)
        .map(expression -> expression.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
