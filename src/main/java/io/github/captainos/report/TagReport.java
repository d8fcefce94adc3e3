package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tag-all} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was written
 * @param repository {@code registry/repository/artifactName}
 * @param tag the new tag of the release
 * @param flavor its flavor, or null if it has none
 * @param key the key that the images are signed with, or null if none is
 * @param tags the tags, in the order of the targets, the combined image's last
 */
public record TagReport(
    boolean dryRun,
    String repository,
    String tag,
    @Nullable String flavor,
    @Nullable String key,
    List<Tag> tags)
    implements Report {

  public TagReport {
    tags = List.copyOf(tags);
  }

  /**
   * A tag.
   *
   * @param reference the reference with the new tag
   * @param target the target's name, or {@code both}
   * @param from the existing tag
   * @param to the new tag
   * @param content what both refer to
   * @param move what was done with the new tag
   */
  public record Tag(
      String reference,
      String target,
      String from,
      String to,
      @JsonUnwrapped Descriptor content,
      @JsonUnwrapped TagMove move) {}

  @Override
  public Goal goal() {
    return Goal.TAG_ALL;
  }

  @Override
  public List<NamedImage> names() {
    return tags.stream().map(TagReport::named).toList();
  }

  private static NamedImage named(Tag tag) {
    return new NamedImage(tag.target(), tag.reference(), tag.content().digest());
  }

  @Override
  public List<String> recap(String json) {
    List<List<String>> rows = new ArrayList<>();
    for (Tag tag : tags) {
      List<String> row = new ArrayList<>(List.of(tag.from(), "→"));
      row.addAll(Recap.image(named(tag), tag.move().text(dryRun)));
      rows.add(row);
    }
    return new Recap(dryRun ? "Tags planned, none was moved (dry run)" : "Tag complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .images(rows)
        .signed(key, dryRun)
        .lines();
  }
}
