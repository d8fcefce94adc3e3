package io.github.captainos.report.goal;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Markdown;
import io.github.captainos.report.Part;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report;
import io.github.captainos.report.Report.NamedImage;
import io.github.captainos.report.Summary;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code combine} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param image the combined image
 * @param index its index
 * @param move what was done with its tag
 * @param platforms a manifest for each platform
 * @param layers its layers, in the order in which they are unpacked
 * @param sources the images of the targets
 * @param attestations the kinds of attestations that were attached to it
 */
public record CombineReport(
    boolean dryRun,
    String repository,
    String tag,
    @Nullable String flavor,
    NamedImage image,
    Part index,
    TagMove move,
    List<PublishedImage.Platform> platforms,
    List<CombinedLayer> layers,
    List<Source> sources,
    List<String> attestations)
    implements Report {

  public CombineReport {
    platforms = List.copyOf(platforms);
    layers = List.copyOf(layers);
    sources = List.copyOf(sources);
    attestations = List.copyOf(attestations);
  }

  /**
   * The image of a target.
   *
   * @param image the image
   * @param content its index
   */
  public record Source(NamedImage image, Content content) {

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("reference", image.reference());
      json.put("target", image.target());
      json.putAll(content.toJson());
      return json;
    }
  }

  @Override
  public Goal goal() {
    return Goal.COMBINE;
  }

  @Override
  public List<NamedImage> names() {
    return Stream.concat(sources.stream().map(Source::image), Stream.of(image)).toList();
  }

  private String title() {
    return dryRun ? "Combine planned, nothing was sent (dry run)" : "Combine complete";
  }

  private SentTotals totals() {
    Stream<Part> parts =
        Stream.concat(
            layers.stream().map(CombinedLayer::layer),
            PublishedImage.Platform.parts(platforms, index));
    return SentTotals.of(parts, dryRun);
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    lines.addAll(Recap.image(image, move, flavor, dryRun));
    lines.add("  Platforms: " + PublishedImage.Platform.names(platforms));
    lines.add("  Layers:    " + layers.size());
    lines.addAll(Recap.attestations("  Attested:  ", attestations));
    lines.addAll(Recap.lines(layers.stream().map(CombinedLayer::line).toList()));
    lines.add("  Combined:");
    int width = sources.stream().mapToInt(one -> one.image().target().length()).max().orElse(0);
    for (Source source : sources) {
      lines.add(
          Recap.item(Recap.pad(source.image().target(), width) + "  " + source.image().digest()));
    }
    lines.add("");
    lines.addAll(totals().recap());
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", image.reference());
    json.put("target", image.target());
    json.putAll(index.toJson());
    move.addTo(json);
    json.put("platforms", platforms.stream().map(PublishedImage.Platform::toJson).toList());
    json.put("layers", layers.stream().map(CombinedLayer::toJson).toList());
    json.put("sources", sources.stream().map(Source::toJson).toList());
    json.put("attestations", attestations);
    json.put("totals", totals().totals().toJson());
    return json;
  }

  @Override
  public Summary summary() {
    long size = layers.stream().mapToLong(one -> one.layer().size()).sum();
    String targets =
        sources.stream().map(one -> one.image().target()).collect(Collectors.joining(", "));
    return new Summary(
        title(),
        new Summary.Table(
            PublishedImage.COLUMNS,
            List.of(PublishedImage.row(image, platforms, size, move, dryRun))),
        "Targets: " + Markdown.text(targets) + ". " + totals().facts(),
        List.of());
  }
}
