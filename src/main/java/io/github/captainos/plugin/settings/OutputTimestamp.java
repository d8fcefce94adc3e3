package io.github.captainos.plugin.settings;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import org.apache.maven.model.Model;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * The property {@code project.build.outputTimestamp}, Maven's parameter for reproducible builds.
 *
 * @see <a href="https://maven.apache.org/guides/mini/guide-reproducible-builds.html">Configuring
 *     for Reproducible Builds</a>
 */
public final class OutputTimestamp {
  private static final String PROPERTY = "project.build.outputTimestamp";

  /** The default value of Maven 4, which does not depend on the release. */
  private static final String DEFAULT_OF_MAVEN_4 = "1980-02-01T00:00:00Z";

  /** RFC 3339, section 5.6: years have four digits. */
  private static final Instant LAST_OF_RFC_3339 = Instant.parse("9999-12-31T23:59:59Z");

  private OutputTimestamp() {}

  /**
   * Returns the timestamp that the user set for the current project, or null if there is none.
   *
   * @param commandLine the properties that the user gave with {@code -D}
   * @param project the project
   * @param value the value that Maven has evaluated
   * @throws MojoExecutionException if it is not a date and time
   */
  public static @Nullable Instant of(
      Properties commandLine, MavenProject project, @Nullable String value)
      throws MojoExecutionException {
    boolean isDefault =
        DEFAULT_OF_MAVEN_4.equals(value) && !commandLine.containsKey(PROPERTY) && !isSet(project);
    return isDefault ? null : parse(value);
  }

  private static boolean isSet(MavenProject project) {
    for (MavenProject p = project; p != null; p = p.getParent()) {
      Model pom = p.getOriginalModel();
      if (pom.getProperties().containsKey(PROPERTY)
          || pom.getProfiles().stream().anyMatch(x -> x.getProperties().containsKey(PROPERTY))) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param value an ISO 8601 date and time with an offset, or seconds since 1970; a single
   *     character that is not a digit disables it, as everywhere in Maven
   * @return the time in whole seconds, or null if there is none
   * @throws MojoExecutionException if it is neither
   */
  static @Nullable Instant parse(@Nullable String value) throws MojoExecutionException {
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
          PROPERTY + " is not a date and time as in 2026-01-31T12:00:00Z: " + value);
    }
  }

  private static boolean isNumber(String value) {
    return value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
