package io.github.captainos.plugin.pom;

import io.github.captainos.image.Annotations;
import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.PublicUrl;
import io.github.captainos.release.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Model;
import org.apache.maven.model.ModelBase;
import org.apache.maven.model.Organization;
import org.apache.maven.model.Scm;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** The values in the POMs of projects that are no parameters of the goal. */
public final class PomValues {
  private static final String OUTPUT_TIMESTAMP = "project.build.outputTimestamp";

  /** The default value of Maven 4, which does not depend on the release. */
  private static final String DEFAULT_TIMESTAMP_OF_MAVEN_4 = "1980-02-01T00:00:00Z";

  /** RFC 3339, section 5.6: years have four digits. */
  private static final Instant LAST_OF_RFC_3339 = Instant.parse("9999-12-31T23:59:59Z");

  private PomValues() {}

  /**
   * Returns the annotations that images have by default: {@code <scm><url>}, {@code <description>},
   * {@code <url>} and {@code <organization><name>} of a project, each as written in the nearest POM
   * that has one (Maven's own inheritance appends the names of modules to URLs, and such a page
   * seldom exists). One that is empty, or has an expression without a value, is none, and keeps
   * away those of parents. URLs have no passwords and tokens.
   *
   * <p>Without a {@code <scm><url>}, the source is the repository in which GitHub Actions runs, or
   * none: it is signed and links packages, so it is never guessed.
   *
   * @param settings knows the environment
   */
  public static Map<String, String> annotations(
      MavenProject project, ExpressionEvaluator expressions, Settings settings) {
    Map<String, String> annotations = new TreeMap<>();
    value(project, expressions, Model::getScm, Scm::getUrl)
        .map(PublicUrl::of)
        .or(() -> urlOfWorkflow(settings))
        .ifPresent(source -> annotations.put(Annotations.SOURCE, source));
    value(project, expressions, Function.identity(), Model::getUrl)
        .map(PublicUrl::of)
        .ifPresent(url -> annotations.put(Annotations.URL, url));
    value(project, expressions, Function.identity(), Model::getDescription)
        .ifPresent(text -> annotations.put(Annotations.DESCRIPTION, text));
    value(project, expressions, Model::getOrganization, Organization::getName)
        .ifPresent(vendor -> annotations.put(Annotations.VENDOR, vendor));
    return annotations;
  }

  /** Returns the evaluated text of an element in the nearest POM that has it. */
  private static <T> Optional<String> value(
      MavenProject project,
      ExpressionEvaluator expressions,
      Function<Model, @Nullable T> parent,
      Function<T, @Nullable String> element) {
    return poms(project)
        .map(parent)
        .filter(Objects::nonNull)
        .map(element)
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(text -> evaluated(text, expressions))
        .filter(text -> !text.isBlank() && !text.contains("${"))
        .map(String::strip);
  }

  private static Optional<String> urlOfWorkflow(Settings settings) {
    Optional<Setting> repository = settings.variable("GITHUB_REPOSITORY");
    return settings
        .variable("GITHUB_SERVER_URL")
        .map(server -> PublicUrl.of(server.value()).replaceFirst("/+$", "") + "/")
        .flatMap(server -> repository.map(name -> server + name.value()));
  }

  /** Returns the POM of a project and those of its parents, as they are written. */
  private static Stream<Model> poms(MavenProject project) {
    return Stream.iterate(project, Objects::nonNull, MavenProject::getParent)
        .map(MavenProject::getOriginalModel);
  }

  private static Optional<String> evaluated(String text, ExpressionEvaluator expressions) {
    try {
      return Optional.ofNullable(expressions.evaluate(text)).map(Object::toString);
    } catch (ExpressionEvaluationException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the value that the user set for {@code project.build.outputTimestamp}, Maven's
   * parameter for reproducible builds, or null if there is none.
   *
   * @param commandLine the properties that the user gave with {@code -D}
   * @param value the value that Maven has evaluated
   * @throws MojoExecutionException if it is not a date and time
   * @see <a href="https://maven.apache.org/guides/mini/guide-reproducible-builds.html">Configuring
   *     for Reproducible Builds</a>
   */
  public static @Nullable Instant outputTimestamp(
      Properties commandLine, MavenProject project, @Nullable String value)
      throws MojoExecutionException {
    boolean isDefault =
        DEFAULT_TIMESTAMP_OF_MAVEN_4.equals(value)
            && !commandLine.containsKey(OUTPUT_TIMESTAMP)
            && poms(project).noneMatch(PomValues::hasOutputTimestamp);
    return isDefault ? null : timestamp(value);
  }

  private static boolean hasOutputTimestamp(Model pom) {
    return Stream.<ModelBase>concat(Stream.of(pom), pom.getProfiles().stream())
        .anyMatch(part -> part.getProperties().containsKey(OUTPUT_TIMESTAMP));
  }

  /**
   * @param value an ISO 8601 date and time with an offset, or seconds since 1970; a single
   *     character that is not a digit disables it, as everywhere in Maven
   * @return the time in whole seconds, or null if there is none
   * @throws MojoExecutionException if it is neither
   */
  static @Nullable Instant timestamp(@Nullable String value) throws MojoExecutionException {
    if (value == null || value.isBlank() || value.length() == 1 && !isNumber(value)) {
      return null;
    }
    try {
      Instant instant =
          isNumber(value)
              ? Instant.ofEpochSecond(Long.parseLong(value))
              : OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.SECONDS);
      if (instant.isAfter(LAST_OF_RFC_3339)) {
        throw new DateTimeException("a year of more than four digits");
      }
      return instant;
    } catch (DateTimeException | NumberFormatException e) {
      throw new MojoExecutionException(
          OUTPUT_TIMESTAMP + " is not a date and time as in 2026-01-31T12:00:00Z: " + value);
    }
  }

  private static boolean isNumber(String value) {
    return value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * Returns the names in a module's {@code <targets>}, which may be none. They are read without
   * running a goal in that module.
   *
   * @param plugin {@code groupId:artifactId}
   */
  public static List<String> targetNames(MavenProject module, String plugin) {
    return configured(module, plugin, "targets")
        .flatMap(targets -> Arrays.stream(targets.getChildren()))
        .map(target -> target.getChild("name"))
        .filter(Objects::nonNull)
        .map(Xpp3Dom::getValue)
        .filter(Objects::nonNull)
        .map(String::strip)
        .distinct()
        .toList();
  }

  /**
   * Returns the names of the modules in whose POM a parameter has a value.
   *
   * @param plugin {@code groupId:artifactId}
   * @param parameter such as {@code repository}
   */
  public static List<String> modulesWith(
      List<MavenProject> modules, String plugin, String parameter) {
    return modules.stream()
        .filter(
            module ->
                module.getProperties().containsKey("captain." + parameter)
                    || configured(module, plugin, parameter).findAny().isPresent())
        .map(MavenProject::getArtifactId)
        .toList();
  }

  /** Returns the elements of a name in the configuration of a module's plugin. */
  private static Stream<Xpp3Dom> configured(MavenProject module, String plugin, String element) {
    return Stream.ofNullable(module.getPlugin(plugin))
        .flatMap(
            one ->
                Stream.<ConfigurationContainer>concat(Stream.of(one), one.getExecutions().stream()))
        .map(ConfigurationContainer::getConfiguration)
        .filter(Xpp3Dom.class::isInstance)
        .map(configuration -> ((Xpp3Dom) configuration).getChild(element))
        .filter(Objects::nonNull);
  }
}
