package io.github.captainos.report;

import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image that was copied, or with {@code dryRun} would have been copied.
 *
 * @param image the image at the destination
 * @param from its reference at the source
 * @param content the manifest or index that the tag refers to
 * @param tag what was done with the tag at the destination
 * @param manifests the manifests and indexes below it
 * @param blobs its configs and layers
 */
public record CopiedImage(
    Report.NamedImage image,
    String from,
    Part content,
    TagMove tag,
    List<Part> manifests,
    List<NamedBlob> blobs) {

  public CopiedImage {
    manifests = List.copyOf(manifests);
    blobs = List.copyOf(blobs);
  }

  /**
   * A config or a layer.
   *
   * @param title its title, or null if the manifest gives it none, as other publishers' do
   * @param part its content
   */
  public record NamedBlob(@Nullable String title, Part part) {

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = part.toJson();
      json.put("title", title);
      return json;
    }

    private Recap.Line line() {
      String shown = title == null ? part.content().mediaType() : title;
      return new Recap.Line(Printable.of(shown), part.size(), part, "");
    }
  }

  /** Returns all manifests and blobs of the image. */
  Stream<Part> parts() {
    return Stream.concat(
        blobs.stream().map(NamedBlob::part), Stream.concat(manifests.stream(), Stream.of(content)));
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", image.reference());
    json.put("target", image.target());
    json.put("from", from);
    json.put("tag", tag.tag());
    json.putAll(content.toJson());
    tag.addTo(json);
    json.put("manifests", manifests.stream().map(Part::toJson).toList());
    json.put("blobs", blobs.stream().map(NamedBlob::toJson).toList());
    return json;
  }

  List<String> recap(@Nullable String flavor, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    lines.add("  Image:     " + image.reference());
    lines.add("  From:      " + from);
    lines.add("  Digest:    " + image.digest());
    if (dryRun) {
      lines.add("  Tag:       " + tag.plan());
    } else if (tag.replacedDigest() != null) {
      lines.add("  Replaces:  " + tag.replacedDigest());
    }
    lines.addAll(Recap.flavor("  Flavor:    ", flavor));
    lines.add("  Target:    " + image.target());
    lines.add("  Manifests: " + manifests.size());
    lines.addAll(Recap.lines("  Blobs:", blobs.stream().map(NamedBlob::line).toList()));
    return lines;
  }

  List<String> row(boolean dryRun) {
    return List.of(
        Markdown.code(image.reference()),
        Markdown.code(image.digest()),
        Markdown.code(from),
        Recap.size(blobs.stream().mapToLong(blob -> blob.part().size()).sum()),
        Markdown.text(dryRun ? tag.plan() : tag.word()));
  }
}
