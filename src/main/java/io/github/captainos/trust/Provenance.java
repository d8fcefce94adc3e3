package io.github.captainos.trust;

import io.github.captainos.support.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an image was built, as far as it is the same for each build of the same files: there is no
 * time in it, and nothing of the run.
 *
 * @param reference the reference of the image: {@code REGISTRY/REPOSITORY:TAG}, or {@code
 *     REPOSITORY:TAG}
 * @param source the URL of the source repository, without credentials, or null if it is not known
 * @param commit the commit in full, or null if it is not known
 * @param builder the URI of what has built the image
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance</a>
 */
public record Provenance(
    String reference, @Nullable String source, @Nullable String commit, String builder) {
  /** The page that describes the fields. */
  public static final String PAGE =
      "https://github.com/captainos/captain-maven-plugin/blob/main/src/site/markdown/provenance.md";

  /** The builder if it is not known. */
  public static final String UNKNOWN_BUILDER = PAGE + "#unknown-builder";

  /**
   * The image of a target.
   *
   * @param target the target's name
   * @param reference the reference of the image
   * @param sha256 the digest of the image, in hexadecimal digits
   */
  public record BuiltImage(String target, String reference, String sha256) {}

  /**
   * Returns the provenance of an image that was made of files.
   *
   * @param targets the files of each target of the image, by its name: the SHA-256 of each, in
   *     hexadecimal digits, by its path in the image; all in the order of the image
   * @param isChanged whether tracked files differed from the commit, or null if that is not known
   */
  public Predicate ofFiles(Map<String, Map<String, String>> targets, @Nullable Boolean isChanged) {
    List<Map<String, Object>> built = new ArrayList<>();
    targets.forEach(
        (target, files) -> {
          List<Map<String, Object>> named = new ArrayList<>();
          files.forEach((path, sha256) -> named.add(named(path, sha256)));
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("name", target);
          json.put("files", named);
          built.add(json);
        });
    Map<String, Object> internal =
        isChanged == null ? Map.of() : Map.of("uncommittedChanges", isChanged);
    return predicate("#publish", built, internal, repository());
  }

  /**
   * Returns the provenance of an image that was made of the images of targets.
   *
   * @param images the images
   */
  public Predicate ofImages(List<BuiltImage> images) {
    List<Map<String, Object>> dependencies = new ArrayList<>(repository());
    images.forEach(image -> dependencies.add(named(image.reference(), image.sha256())));
    return predicate(
        "#combine",
        images.stream().map(image -> Map.<String, Object>of("name", image.target())).toList(),
        Map.of(),
        dependencies);
  }

  private List<Map<String, Object>> repository() {
    if (source == null && commit == null) {
      return List.of();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    if (source != null) {
      json.put("uri", source.matches("(?:https?|ssh|git|file)://.*") ? "git+" + source : source);
    }
    if (commit != null) {
      json.put("digest", Map.of("gitCommit", commit));
    }
    return List.of(json);
  }

  private static Map<String, Object> named(String name, String sha256) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("digest", Map.of("sha256", sha256));
    return json;
  }

  private Predicate predicate(
      String anchor,
      List<Map<String, Object>> targets,
      Map<String, Object> internal,
      List<Map<String, Object>> dependencies) {
    Map<String, Object> external = new LinkedHashMap<>();
    if (source != null) {
      external.put("source", source);
    }
    external.put("reference", reference);
    external.put("targets", targets);
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("buildType", PAGE + anchor);
    definition.put("externalParameters", external);
    definition.put("internalParameters", internal);
    definition.put("resolvedDependencies", dependencies);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("buildDefinition", definition);
    json.put("runDetails", Map.of("builder", Map.of("id", builder)));
    return new Predicate(Predicate.Type.PROVENANCE, Json.write(json));
  }
}
