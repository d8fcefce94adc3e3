package io.github.captainos.report.goal;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Markdown;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report;
import io.github.captainos.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that {@code verify} has verified, or that {@code sign} has written or found.
 *
 * @param goal the goal
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param images the images, the combined one last
 */
public record SignatureReport(
    Goal goal, String repository, String tag, @Nullable String flavor, List<SignedImage> images)
    implements Report {

  public SignatureReport {
    images = List.copyOf(images);
  }

  /**
   * An image with a valid signature.
   *
   * @param image the image
   * @param content its index or manifest
   * @param key the base64 of the SHA-256 of the public key that it is signed with
   * @param attestations the kinds of attestations that were demanded and verified, or attached
   */
  public record SignedImage(
      NamedImage image, Content content, String key, List<String> attestations) {
    public SignedImage {
      attestations = List.copyOf(attestations);
    }

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("reference", image.reference());
      json.put("target", image.target());
      json.putAll(content.toJson());
      json.put("key", key);
      json.put("attestations", attestations);
      return json;
    }

    private List<String> recap() {
      List<String> lines = new ArrayList<>();
      lines.add("  Image:  " + image.reference());
      lines.add("  Digest: " + image.digest());
      lines.add("  Key:    " + key);
      lines.addAll(Recap.attestations("  With:   ", attestations));
      return lines;
    }

    private List<String> row() {
      return List.of(
          Markdown.code(image.reference()), Markdown.code(image.digest()), Markdown.code(key));
    }
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public List<NamedImage> names() {
    return images.stream().map(SignedImage::image).toList();
  }

  private String title() {
    return goal == Goal.SIGN ? "Sign complete" : "Verify complete";
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>(List.of(title()));
    lines.addAll(Recap.flavor("  Flavor: ", flavor));
    images.forEach(image -> lines.addAll(image.recap()));
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("images", images.stream().map(SignedImage::toJson).toList());
    return json;
  }

  @Override
  public Summary summary() {
    return new Summary(
        title(),
        new Summary.Table(
            List.of("Image", "Digest", "Key"), images.stream().map(SignedImage::row).toList()),
        "",
        List.of());
  }
}
