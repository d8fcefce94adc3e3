package io.github.captainos.plugin.settings;

import io.github.captainos.release.signing.Trust;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Writer;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;

/**
 * Properties on the command line that begin with {@code captain.} and are no parameter: Maven
 * ignores these, also a misspelt {@code -Dcaptain.publicKey}, without which nothing is verified.
 * Their values are never printed, since they may be keys or passwords.
 */
public final class UnknownProperties {
  private static final String PREFIX = "captain.";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(captain\\.\\w+)}");

  /**
   * Parameters without which a goal would sign or verify nothing, or less; each with the words that
   * its name has, and those that users have for it.
   */
  private static final Map<String, List<String>> PROTECTING =
      new TreeMap<>(
          Map.of(
              "digest", List.of("digest"),
              "publicKey", List.of("public", "key", "verify"),
              "requireAttestations", List.of("require", "attestations"),
              "signKey", List.of("sign", "private", "key"),
              "verifyIdentity", List.of("verify", "identity")));

  /** Shorter beginnings of words are in too many words. */
  private static final int MIN_BEGINNING = 3;

  /** The place of a key: a file, or a variable. */
  private static final Pattern PLACE_OF_KEY =
      Pattern.compile("(?i)^\\s*(?:env:.*|.*\\.(?:pub|pem|key))\\s*$");

  private UnknownProperties() {}

  /**
   * Looks for properties that are not a parameter of any goal, and that no POM of the build defines
   * or uses: those are the user's own. The first goal of a build warns of them.
   *
   * @throws MojoExecutionException if one resembles a parameter, or seems to have a key: a warning
   *     is overlooked
   */
  public static void check(MavenSession session, PluginDescriptor plugin, Log log)
      throws MojoExecutionException {
    Set<String> valid = parameters(plugin);
    List<String> unknown =
        session.getUserProperties().stringPropertyNames().stream()
            .filter(name -> name.startsWith(PREFIX) && !valid.contains(end(name)))
            .filter(name -> !isOfPom(session, name))
            .sorted()
            .toList();
    if (unknown.isEmpty()) {
      return;
    }
    boolean isFirst =
        session.getRepositorySession().getData().set(UnknownProperties.class, null, true);
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

  private static Set<String> parameters(PluginDescriptor plugin) {
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
    String[] words = name.split("(?=\\p{Lu})|\\W|_");
    long most = 1;
    List<String> related = new ArrayList<>();
    for (Map.Entry<String, List<String>> parameter : PROTECTING.entrySet()) {
      long common =
          parameter.getValue().stream()
              .filter(
                  word ->
                      Arrays.stream(words)
                          .anyMatch(own -> isLike(own.toLowerCase(Locale.ROOT), word)))
              .count();
      if (common > most) {
        most = common;
        related.clear();
      }
      if (common == most) {
        related.add(parameter.getKey());
      }
    }
    return related;
  }

  /** Returns whether a word is another, with a different end, or with others before it. */
  private static boolean isLike(String own, String word) {
    return own.startsWith(word)
        || own.endsWith(word)
        || own.length() >= MIN_BEGINNING && word.startsWith(own);
  }

  private static boolean isOfPom(MavenSession session, String name) {
    Pattern whole = Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?![\\w.])");
    for (MavenProject module : session.getAllProjects()) {
      if (module.getProperties().containsKey(name)) {
        return true;
      }
      for (MavenProject p = module; p != null; p = p.getParent()) {
        if (whole.matcher(text(p.getOriginalModel())).find()) {
          return true;
        }
      }
    }
    return false;
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
}
