package io.github.captainos.report.goal;

import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code publish} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param source the URL of the source repository that the images name, or null if they name none
 * @param images the images, in the order of the targets, the combined one last
 */
public record PublishReport(
    boolean dryRun,
    String repository,
    String tag,
    @Nullable String flavor,
    @Nullable String source,
    List<PublishedImage> images)
    implements Report {

  public PublishReport {
    images = List.copyOf(images);
  }

  @Override
  public Goal goal() {
    return Goal.PUBLISH;
  }

  @Override
  public List<NamedImage> names() {
    return images.stream().map(PublishedImage::named).toList();
  }

  private String title() {
    return dryRun ? "Publish planned, nothing was sent (dry run)" : "Publish complete";
  }

  private SentTotals totals() {
    return SentTotals.of(images.stream().flatMap(PublishedImage::parts), dryRun);
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    for (PublishedImage image : images) {
      lines.addAll(image.recap(flavor, dryRun));
      lines.add("");
    }
    lines.addAll(totals().recap());
    if (source == null && repository.startsWith("ghcr.io/")) {
      lines.add(
          "  Source:    none, so ghcr.io links the package to no repository: set <scm><url> in the"
              + " POM");
    }
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("images", images.stream().map(PublishedImage::toJson).toList());
    json.put("totals", totals().totals().toJson());
    return json;
  }

  @Override
  public Summary summary() {
    Summary.Table table =
        new Summary.Table(
            PublishedImage.COLUMNS, images.stream().map(image -> image.row(dryRun)).toList());
    return new Summary(
        title(),
        table,
        totals().facts(),
        images.stream().flatMap(image -> image.artifacts().stream()).toList());
  }
}
