package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
import io.github.captainos.report.PublishReport.Platform;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code combine} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param key the key that the combined image is signed with, or null if none is
 * @param reference the reference of the combined image
 * @param target {@code both}
 * @param index its index
 * @param move what was done with its tag
 * @param platforms a manifest for each platform
 * @param layers its layers, in the order in which they are unpacked
 * @param sources the images of the targets
 * @param attestations the kinds of attestations that were attached to it
 * @param totals how much was sent, was there already, or would be sent
 */
public record CombineReport(
    boolean dryRun,
    String repository,
    String tag,
    @Nullable String flavor,
    @Nullable String key,
    String reference,
    String target,
    @JsonUnwrapped Part index,
    @JsonUnwrapped TagMove move,
    List<Platform> platforms,
    List<Layer> layers,
    List<Source> sources,
    List<String> attestations,
    Map<State, Total> totals)
    implements Report {

  /** Creates a report with the totals of its parts. */
  public static CombineReport of(
      boolean dryRun,
      String repository,
      String tag,
      @Nullable String flavor,
      @Nullable String key,
      NamedImage image,
      Part index,
      TagMove move,
      List<Platform> platforms,
      List<Layer> layers,
      List<Source> sources,
      List<String> attestations) {
    List<Part> parts = new ArrayList<>();
    layers.forEach(layer -> parts.add(layer.part()));
    Platform.addTo(parts, platforms, index);
    return new CombineReport(
        dryRun,
        repository,
        tag,
        flavor,
        key,
        image.reference(),
        image.target(),
        index,
        move,
        List.copyOf(platforms),
        List.copyOf(layers),
        List.copyOf(sources),
        List.copyOf(attestations),
        PublishReport.totals(parts));
  }

  /**
   * A layer of the combined image.
   *
   * @param name the name of its file or directory
   * @param target the target whose image it is from
   * @param diffId the digest of its uncompressed bytes
   * @param part the layer
   */
  public record Layer(
      String name, String target, DescriptorDigest diffId, @JsonUnwrapped Part part) {}

  /**
   * The image of a target.
   *
   * @param reference its reference
   * @param target the target's name
   * @param index its index
   */
  public record Source(String reference, String target, @JsonUnwrapped Descriptor index) {}

  @Override
  public Goal goal() {
    return Goal.COMBINE;
  }

  @Override
  public List<NamedImage> names() {
    List<NamedImage> names = new ArrayList<>();
    for (Source source : sources) {
      names.add(new NamedImage(source.target(), source.reference(), source.index().digest()));
    }
    names.add(new NamedImage(target, reference, index.digest()));
    return names;
  }

  @Override
  public List<String> recap(String json) {
    return new Recap(
            dryRun ? "Combine planned, nothing was sent (dry run)" : "Combine complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .fact("Platforms", Platform.names(platforms))
        .images(
            names().stream()
                .map(
                    image ->
                        Recap.image(
                            image, image.target().equals(target) ? move.text(dryRun) : "combined"))
                .toList())
        .signed(key, dryRun)
        .attested(attestations.stream())
        .files(
            layers.stream()
                .map(
                    layer ->
                        List.of(
                            Printable.of(layer.name()),
                            Recap.size(layer.part().content().size()),
                            layer.part().state().word()))
                .toList())
        .transferred(dryRun ? "To send" : "Sent", totals, dryRun ? State.PLANNED : State.UPLOADED)
        .lines();
  }
}
