package io.github.captainos.report.goal;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Markdown;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report;
import io.github.captainos.report.Summary;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tag-all} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was written
 * @param repository {@code registry/repository/artifactName}
 * @param tag the new tag of the release
 * @param flavor its flavor, or null if it has none
 * @param tags the tags, in the order of the targets, the combined image's last
 */
public record TagReport(
    boolean dryRun, String repository, String tag, @Nullable String flavor, List<Tag> tags)
    implements Report {

  public TagReport {
    tags = List.copyOf(tags);
  }

  /**
   * A tag.
   *
   * @param image the image with its new tag
   * @param from the existing tag
   * @param content the content that it refers to
   * @param move what was done with the new tag
   */
  public record Tag(NamedImage image, String from, Content content, TagMove move) {

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("reference", image.reference());
      json.put("target", image.target());
      json.put("from", from);
      json.put("to", move.tag());
      json.putAll(content.toJson());
      move.addTo(json);
      return json;
    }

    private List<String> row(boolean dryRun) {
      return List.of(
          Markdown.code(image.reference()),
          Markdown.code(image.digest()),
          Markdown.code(from),
          Markdown.text(dryRun ? move.plan() : move.word()));
    }

    private String outcome(boolean dryRun) {
      if (dryRun) {
        return "  " + move.plan();
      }
      if (move.isDone()) {
        return "  present";
      }
      return move.replacedDigest() == null ? "" : "  replaces " + move.replacedDigest();
    }
  }

  @Override
  public Goal goal() {
    return Goal.TAG_ALL;
  }

  @Override
  public List<NamedImage> names() {
    return tags.stream().map(Tag::image).toList();
  }

  private String title() {
    return dryRun ? "Tags planned, none was moved (dry run)" : "Tag complete";
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    lines.add("  Image:  " + repository);
    lines.addAll(Recap.flavor("  Flavor: ", flavor));
    int from = tags.stream().mapToInt(tag -> tag.from().length()).max().orElse(0);
    int to = tags.stream().mapToInt(tag -> tag.move().tag().length()).max().orElse(0);
    for (Tag tag : tags) {
      lines.add(
          "  "
              + Recap.pad(tag.from(), from)
              + "  →  "
              + Recap.pad(tag.move().tag(), to)
              + "  "
              + tag.content().digest()
              + tag.outcome(dryRun));
    }
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tags", tags.stream().map(Tag::toJson).toList());
    return json;
  }

  @Override
  public Summary summary() {
    return new Summary(
        title(),
        new Summary.Table(
            List.of("Image", "Digest", "From", "Tag"),
            tags.stream().map(tag -> tag.row(dryRun)).toList()),
        "",
        List.of());
  }
}
