package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
import io.github.captainos.support.Printable;
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
 * @param key the key that the images are signed with, or null if none is
 * @param images the images, in the order of the targets, the combined one last
 * @param totals how much was sent, mounted, was there already, or would be sent
 */
public record CopyReport(
    boolean dryRun,
    String source,
    String repository,
    String tag,
    @Nullable String flavor,
    @Nullable String key,
    List<Image> images,
    Map<State, Total> totals)
    implements Report {

  /**
   * Creates a report with the totals of its parts.
   *
   * @param parts all blobs and manifests, also those of referrers
   */
  public static CopyReport of(
      boolean dryRun,
      String source,
      String repository,
      String tag,
      @Nullable String flavor,
      @Nullable String key,
      List<Image> images,
      List<Part> parts) {
    return new CopyReport(
        dryRun,
        source,
        repository,
        tag,
        flavor,
        key,
        List.copyOf(images),
        Part.totals(parts, State.UPLOADED, State.MOUNTED, State.PRESENT, State.PLANNED));
  }

  /**
   * An image that was copied, or with {@code dryRun} would have been copied.
   *
   * @param reference its reference at the destination
   * @param target the target's name, or {@code both}
   * @param from its reference at the source
   * @param content the manifest or index that the tag refers to
   * @param move what was done with the tag at the destination
   * @param manifests the manifests and indexes below it
   * @param blobs its configs and layers
   * @param referrers what refers to it, or to a manifest below it, and was copied, too
   */
  public record Image(
      String reference,
      String target,
      String from,
      String tag,
      @JsonUnwrapped Part content,
      @JsonUnwrapped TagMove move,
      List<Part> manifests,
      List<Blob> blobs,
      List<Referrer> referrers) {}

  /**
   * A config or a layer.
   *
   * @param title its title, or null if the manifest gives it none, as other publishers' do
   */
  public record Blob(@JsonUnwrapped Part part, @Nullable String title) {}

  /**
   * A manifest that refers to the image, such as a signature.
   *
   * @param subject the digest of the manifest or index that it refers to
   * @param tag its tag, or null if it names its subject itself
   * @param content the manifest
   */
  public record Referrer(
      DescriptorDigest subject, @Nullable String tag, @JsonUnwrapped Part content) {}

  @Override
  public Goal goal() {
    return Goal.COPY;
  }

  @Override
  public List<NamedImage> names() {
    return images.stream().map(CopyReport::named).toList();
  }

  private static NamedImage named(Image image) {
    return new NamedImage(image.target(), image.reference(), image.content().digest());
  }

  @Override
  public List<String> recap(String json) {
    int referrers = images.stream().mapToInt(image -> image.referrers().size()).sum();
    Map<Object, List<String>> files = new LinkedHashMap<>(); // each once
    for (Image image : images) {
      for (Blob blob : image.blobs()) {
        if (!isDocument(blob)) {
          files.putIfAbsent(blob.part().digest(), row(blob));
        }
      }
    }
    return new Recap(dryRun ? "Copy planned, nothing was sent (dry run)" : "Copy complete", json)
        .fact("From", images.get(images.size() - 1).from())
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .images(
            images.stream()
                .map(image -> Recap.image(named(image), image.move().text(dryRun)))
                .toList())
        .signed(key, dryRun)
        .fact("Referrers", referrers == 0 ? "" : String.valueOf(referrers))
        .files(List.copyOf(files.values()))
        .transferred(dryRun ? "To send" : "Sent", totals, dryRun ? State.PLANNED : State.UPLOADED)
        .lines();
  }

  /** Returns whether a blob is a config, which is no file of the image. */
  private static boolean isDocument(Blob blob) {
    return blob.title() == null && blob.part().content().mediaType().endsWith("json");
  }

  private static List<String> row(Blob blob) {
    Part part = blob.part();
    String title = blob.title();
    String name = title == null ? part.content().mediaType() : Descriptor.nameIn(title);
    return List.of(Printable.of(name), Recap.size(part.content().size()), part.state().word());
  }
}
