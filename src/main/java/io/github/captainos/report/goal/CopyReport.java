package io.github.captainos.report.goal;

import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.Report.NamedImage;
import io.github.captainos.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code copy} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param source the source, {@code registry/repository/artifactName}
 * @param repository the destination, {@code registry/repository/artifactName}
 * @param tag the tag of the release at the destination
 * @param flavor its flavor, or null if it has none
 * @param images the images, in the order of the targets, the combined one last
 */
public record CopyReport(
    boolean dryRun,
    String source,
    String repository,
    String tag,
    @Nullable String flavor,
    List<CopiedImage> images)
    implements Report {

  public CopyReport {
    images = List.copyOf(images);
  }

  @Override
  public Goal goal() {
    return Goal.COPY;
  }

  @Override
  public List<NamedImage> names() {
    return images.stream().map(CopiedImage::image).toList();
  }

  private String title() {
    return dryRun ? "Copy planned, nothing was sent (dry run)" : "Copy complete";
  }

  private SentTotals totals() {
    return SentTotals.ofCopies(images.stream().flatMap(CopiedImage::parts), dryRun);
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    for (CopiedImage image : images) {
      lines.addAll(image.recap(flavor, dryRun));
      lines.add("");
    }
    lines.addAll(totals().recap());
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("source", source);
    json.put("images", images.stream().map(CopiedImage::toJson).toList());
    json.put("totals", totals().totals().toJson());
    return json;
  }

  @Override
  public Summary summary() {
    return new Summary(
        title(),
        new Summary.Table(
            List.of("Image", "Digest", "From", "Size", "Tag"),
            images.stream().map(image -> image.row(dryRun)).toList()),
        totals().facts(),
        List.of());
  }
}
