package io.github.captainos.plugin.pom;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.release.publish.input.TargetFiles.Finder;
import io.github.captainos.release.publish.input.TargetFiles.Source;
import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code <targets>} of the POM. They are read here, not by Maven into beans: where an element
 * is misspelt, Maven's message names the class of the bean, and not what would be right.
 */
public final class Targets {
  /** The elements of a {@code <target>}. */
  public static final List<String> OF_TARGET = List.of("name", "files", "sbom");

  /** The elements of a {@code <file>}. */
  public static final List<String> OF_FILE = List.of("source", "artifact", "name", "compression");

  /** The elements of a {@code <directory>}. */
  public static final List<String> OF_DIRECTORY =
      List.of("source", "name", "compression", "includes", "excludes");

  private static final String DIRECTORY = "directory";

  private final @Nullable PlexusConfiguration targets;
  private final ExpressionEvaluator expressions;

  /**
   * @param targets the element, or null if there is none
   * @param expressions evaluates the expressions in it
   */
  public Targets(@Nullable PlexusConfiguration targets, ExpressionEvaluator expressions) {
    this.targets = targets;
    this.expressions = expressions;
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return targets == null || targets.getChildCount() == 0 && targets.getValue("").isBlank();
  }

  /**
   * Returns the name of each target; an empty string for one that has none.
   *
   * @throws ReleaseException if an element is misspelt
   */
  public List<String> names() throws ReleaseException {
    List<String> names = new ArrayList<>();
    for (PlexusConfiguration target : all()) {
      names.add(name(target));
    }
    return names;
  }

  /**
   * Returns each target with its files, in the order of the image's layers.
   *
   * @param artifacts supplies the finder of Maven artifacts, if a file is one
   * @throws ReleaseException if an element is misspelt
   */
  public List<TargetFiles> files(Supplier<MavenArtifacts> artifacts) throws ReleaseException {
    List<TargetFiles> all = new ArrayList<>();
    for (PlexusConfiguration target : all()) {
      String name = name(target);
      List<Source> sources = new ArrayList<>();
      PlexusConfiguration files = target.getChild("files", false);
      if (files != null) {
        String where = "the <files> of the target " + name;
        for (PlexusConfiguration file : elements(files, where, List.of("file", DIRECTORY))) {
          sources.add(source(file, name, artifacts));
        }
      }
      all.add(new TargetFiles(name, sources, textOrNull(target, "sbom")));
    }
    return all;
  }

  private List<PlexusConfiguration> all() throws ReleaseException {
    if (targets == null) {
      return List.of();
    }
    if (targets.getChildCount() == 0 && !isEmpty()) {
      throw new ReleaseException(
          "<targets> has the text '"
              + targets.getValue("").strip()
              + "'. Write a <target> with <name> and <files> for each target; or, to give a goal"
              + " that needs no files only their names, set captain.targets.");
    }
    List<PlexusConfiguration> all = elements(targets, "<targets>", List.of("target"));
    for (PlexusConfiguration target : all) {
      elements(target, "a <target>", OF_TARGET);
    }
    return all;
  }

  private String name(PlexusConfiguration target) throws ReleaseException {
    return text(target, "name");
  }

  private Source source(PlexusConfiguration file, String target, Supplier<MavenArtifacts> artifacts)
      throws ReleaseException {
    boolean isDirectory = file.getName().equals(DIRECTORY);
    boolean isPath = file.getChildCount() == 0;
    if (!isPath) {
      String where = "a <" + file.getName() + "> of the target " + target;
      elements(file, where, isDirectory ? OF_DIRECTORY : OF_FILE);
    }
    String path = isPath ? evaluated(file) : text(file, "source");
    String artifact = text(file, "artifact");
    return new Source(
        artifact.isEmpty() ? path : artifact,
        artifact.isEmpty() ? null : finder(artifact, path, artifacts),
        isDirectory,
        patterns(file, "includes"),
        patterns(file, "excludes"),
        textOrNull(file, "name"),
        textOrNull(file, "compression"));
  }

  private static Finder finder(String artifact, String path, Supplier<MavenArtifacts> artifacts) {
    if (path.isEmpty()) {
      MavenArtifacts finder = artifacts.get();
      return () -> finder.find(artifact);
    }
    return () -> {
      throw new ReleaseException(
          "a <file> has both the <source> "
              + path
              + " and the <artifact> "
              + artifact
              + "; remove one of them");
    };
  }

  /** Returns patterns, each an element or separated by commas, as Maven reads lists. */
  private List<String> patterns(PlexusConfiguration directory, String name)
      throws ReleaseException {
    PlexusConfiguration list = directory.getChild(name, false);
    if (list == null) {
      return List.of();
    }
    List<String> patterns = new ArrayList<>();
    if (list.getChildCount() == 0) {
      patterns.addAll(Arrays.asList(evaluated(list).split(",")));
    }
    for (PlexusConfiguration pattern : list.getChildren()) {
      patterns.add(evaluated(pattern));
    }
    return patterns.stream().map(String::strip).filter(pattern -> !pattern.isEmpty()).toList();
  }

  /**
   * Returns the elements of an element.
   *
   * @param where the element, for messages
   * @param names the names that they may have
   * @throws ReleaseException if one has another name, or if there is text in place of elements
   */
  private static List<PlexusConfiguration> elements(
      PlexusConfiguration element, String where, List<String> names) throws ReleaseException {
    String valid = bracketed(names).stream().collect(Collectors.joining(", "));
    List<PlexusConfiguration> elements = List.of(element.getChildren());
    for (PlexusConfiguration child : elements) {
      if (!names.contains(child.getName())) {
        throw new ReleaseException(
            "<"
                + child.getName()
                + "> is not an element of "
                + where
                + "."
                + Suggestion.question(bracketed(Suggestion.meant(child.getName(), names)))
                + " Valid elements: "
                + valid
                + ".");
      }
    }
    String text = element.getValue("").strip();
    if (elements.isEmpty() && !text.isEmpty()) {
      throw new ReleaseException(
          "'" + text + "' is text in " + where + ", which has only elements: " + valid + ".");
    }
    return elements;
  }

  private static List<String> bracketed(List<String> names) {
    return names.stream().map(name -> "<" + name + ">").toList();
  }

  /** Returns the text of an element; an empty string if it is not there or has no value. */
  private String text(PlexusConfiguration parent, String name) throws ReleaseException {
    PlexusConfiguration element = parent.getChild(name, false);
    return element == null ? "" : evaluated(element);
  }

  private @Nullable String textOrNull(PlexusConfiguration parent, String name)
      throws ReleaseException {
    String text = text(parent, name);
    return text.isEmpty() ? null : text;
  }

  private String evaluated(PlexusConfiguration element) throws ReleaseException {
    if (element.getChildCount() > 0) {
      throw new ReleaseException(
          "<"
              + element.getChild(0).getName()
              + "> is in a <"
              + element.getName()
              + "> of <targets>, which has only text.");
    }
    try {
      Object value = expressions.evaluate(element.getValue(""));
      return value == null ? "" : value.toString().strip();
    } catch (ExpressionEvaluationException e) {
      throw new ReleaseException(
          "<"
              + element.getName()
              + "> in <targets> has an expression that Maven cannot evaluate: "
              + element.getValue("")
              + ". Write it as in ${project.version}.");
    }
  }
}
