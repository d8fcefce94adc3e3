package io.github.captainos.report.goal;

import io.github.captainos.report.Artifact;
import io.github.captainos.report.Markdown;
import io.github.captainos.report.Part;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image that was published, or with {@code dryRun} would have been published.
 *
 * @param reference {@code registry/repository/artifactName:tag}
 * @param target the target's name, or {@code both}
 * @param index its index
 * @param tag what was done with its tag
 * @param platforms a manifest for each platform
 * @param artifacts a file for each layer, in the order of layers
 * @param attestations the kinds of attestations that were attached to it
 */
public record PublishedImage(
    String reference,
    String target,
    Part index,
    TagMove tag,
    List<Platform> platforms,
    List<Artifact> artifacts,
    List<String> attestations) {

  /** The columns of a summary's table of images. */
  static final List<String> COLUMNS = List.of("Image", "Digest", "Platforms", "Size", "Tag");

  public PublishedImage {
    platforms = List.copyOf(platforms);
    artifacts = List.copyOf(artifacts);
    attestations = List.copyOf(attestations);
  }

  /**
   * An entry of the index.
   *
   * @param platform such as {@code linux/arm64}
   * @param manifest the manifest
   * @param config the config of the manifest
   */
  public record Platform(String platform, Part manifest, Part config) {

    /** Returns all documents of an image with these platforms and this index. */
    static Stream<Part> parts(List<Platform> platforms, Part index) {
      return Stream.concat(
          platforms.stream().flatMap(platform -> Stream.of(platform.config(), platform.manifest())),
          Stream.of(index));
    }

    /** Returns the names of the platforms, for people. */
    static String names(List<Platform> platforms) {
      return platforms.stream().map(Platform::platform).collect(Collectors.joining(", "));
    }

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("platform", platform);
      json.putAll(manifest.toJson());
      json.put("config", config.toJson());
      return json;
    }
  }

  /** Returns all manifests and blobs of the image. */
  Stream<Part> parts() {
    return Stream.concat(artifacts.stream().map(Artifact::layer), Platform.parts(platforms, index));
  }

  Report.NamedImage named() {
    return new Report.NamedImage(target, reference, index.digest());
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", reference);
    json.put("target", target);
    json.put("tag", tag.tag());
    json.putAll(index.toJson());
    tag.addTo(json);
    json.put("platforms", platforms.stream().map(Platform::toJson).toList());
    json.put("artifacts", artifacts.stream().map(Artifact::toJson).toList());
    json.put("attestations", attestations);
    return json;
  }

  List<String> recap(@Nullable String flavor, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Recap.image(named(), tag, flavor, dryRun));
    lines.add("  Platforms: " + Platform.names(platforms));
    lines.add("  Layers:    " + artifacts.size());
    lines.addAll(Recap.attestations("  Attested:  ", attestations));
    lines.addAll(Recap.artifacts(artifacts));
    return lines;
  }

  List<String> row(boolean dryRun) {
    long size = artifacts.stream().mapToLong(file -> file.layer().size()).sum();
    return row(named(), platforms, size, tag, dryRun);
  }

  /**
   * Returns a row of a summary's table of images.
   *
   * @param size the size of its layers in bytes
   */
  static List<String> row(
      Report.NamedImage image, List<Platform> platforms, long size, TagMove tag, boolean dryRun) {
    return List.of(
        Markdown.code(image.reference()),
        Markdown.code(image.digest()),
        Markdown.text(Platform.names(platforms)),
        Recap.size(size),
        Markdown.text(dryRun ? tag.plan() : tag.word()));
  }
}
