package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code publish} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param key the key that the images are signed with, or null if none is
 * @param images the images, in the order of the targets, the combined one last
 * @param totals how much was sent, was there already, or would be sent
 * @param advice more facts for the recap, by their labels
 */
public record PublishReport(
    boolean dryRun,
    String repository,
    String tag,
    @Nullable String flavor,
    @Nullable String key,
    List<Image> images,
    Map<State, Total> totals,
    @JsonIgnore Map<String, String> advice)
    implements Report {

  /**
   * @param key the key that the images are signed with, or null if none is
   * @param images the images, in the order of the targets, the combined one last
   * @param advice more facts for the recap, by their labels
   */
  public static PublishReport of(
      boolean dryRun,
      String repository,
      String tag,
      @Nullable String flavor,
      @Nullable String key,
      List<Image> images,
      Map<String, String> advice) {
    List<Part> parts = new ArrayList<>();
    for (Image image : images) {
      image.artifacts().forEach(file -> parts.add(file.layer()));
      Platform.addTo(parts, image.platforms(), image.index());
    }
    return new PublishReport(
        dryRun, repository, tag, flavor, key, List.copyOf(images), totals(parts), advice);
  }

  /** Returns the totals of what is published. */
  static Map<State, Total> totals(List<Part> parts) {
    return Part.totals(parts, State.UPLOADED, State.PRESENT, State.PLANNED);
  }

  /**
   * An image that was published, or with {@code dryRun} would have been published.
   *
   * @param reference {@code registry/repository/artifactName:tag}
   * @param target the target's name, or {@code both}
   * @param index its index
   * @param move what was done with its tag
   * @param platforms a manifest for each platform
   * @param artifacts a file for each layer, in the order of layers
   * @param attestations the kinds of attestations that were attached to it
   */
  public record Image(
      String reference,
      String target,
      String tag,
      @JsonUnwrapped Part index,
      @JsonUnwrapped TagMove move,
      List<Platform> platforms,
      List<Artifact> artifacts,
      List<String> attestations) {}

  /**
   * An entry of the index.
   *
   * @param platform such as {@code linux/arm64}
   * @param manifest the manifest
   * @param config the config of the manifest
   */
  public record Platform(String platform, @JsonUnwrapped Part manifest, Part config) {

    /** Adds all documents of an image with these platforms and this index. */
    static void addTo(List<Part> parts, List<Platform> platforms, Part index) {
      for (Platform platform : platforms) {
        parts.add(platform.config());
        parts.add(platform.manifest());
      }
      parts.add(index);
    }

    /** Returns the names of the platforms, for people. */
    static String names(List<Platform> platforms) {
      return platforms.stream().map(Platform::platform).collect(Collectors.joining(", "));
    }
  }

  @Override
  public Goal goal() {
    return Goal.PUBLISH;
  }

  @Override
  public List<NamedImage> names() {
    return images.stream().map(PublishReport::named).toList();
  }

  private static NamedImage named(Image image) {
    return new NamedImage(image.target(), image.reference(), image.index().digest());
  }

  @Override
  public List<String> recap(String json) {
    Recap recap =
        new Recap(dryRun ? "Publish planned, nothing was sent (dry run)" : "Publish complete", json)
            .fact("Images", repository)
            .fact("Flavor", flavor)
            .fact("Platforms", Platform.names(images.get(0).platforms()))
            .images(
                images.stream()
                    .map(image -> Recap.image(named(image), image.move().text(dryRun)))
                    .toList())
            .signed(key, dryRun)
            .attested(images.stream().flatMap(image -> image.attestations().stream()));
    Map<Object, List<String>> files = new LinkedHashMap<>(); // each once
    for (Image image : images) {
      for (Artifact file : image.artifacts()) {
        files.putIfAbsent(List.of(file.name(), file.layer().digest()), file.row());
      }
    }
    recap
        .files(List.copyOf(files.values()))
        .transferred(dryRun ? "To send" : "Sent", totals, dryRun ? State.PLANNED : State.UPLOADED);
    advice.forEach(recap::fact);
    return recap.lines();
  }
}
