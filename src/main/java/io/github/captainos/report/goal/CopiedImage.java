package io.github.captainos.report.goal;

import io.github.captainos.report.Markdown;
import io.github.captainos.report.Part;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report.NamedImage;
import io.github.captainos.report.TagMove;
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
 * @param referrers what refers to it, or to a manifest below it, and was copied, too
 */
public record CopiedImage(
    NamedImage image,
    String from,
    Part content,
    TagMove tag,
    List<Part> manifests,
    List<NamedBlob> blobs,
    List<Referrer> referrers) {

  public CopiedImage {
    manifests = List.copyOf(manifests);
    blobs = List.copyOf(blobs);
    referrers = List.copyOf(referrers);
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

  /**
   * A manifest that refers to the image, such as a signature.
   *
   * @param subject the digest of the manifest or index that it refers to, as {@code sha256:…}
   * @param tag its tag, or null if it names its subject itself
   * @param content the manifest
   * @param parts all that it consists of
   */
  public record Referrer(String subject, @Nullable String tag, Part content, List<Part> parts) {
    public Referrer {
      parts = List.copyOf(parts);
    }

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("subject", subject);
      json.put("tag", tag);
      json.putAll(content.toJson());
      return json;
    }
  }

  /** Returns all manifests and blobs of the image, and of what refers to it. */
  Stream<Part> parts() {
    Stream<Part> own = Stream.concat(manifests.stream(), Stream.of(content));
    Stream<Part> others =
        referrers.stream()
            .flatMap(one -> Stream.concat(Stream.of(one.content()), one.parts().stream()));
    return Stream.of(blobs.stream().map(NamedBlob::part), own, others).flatMap(parts -> parts);
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
    json.put("referrers", referrers.stream().map(Referrer::toJson).toList());
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
    lines.add("  Referrers: " + referrers.size());
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
