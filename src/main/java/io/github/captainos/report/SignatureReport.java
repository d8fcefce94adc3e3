package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import java.util.List;
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
    Goal goal, String repository, String tag, @Nullable String flavor, List<Image> images)
    implements Report {

  public SignatureReport {
    images = List.copyOf(images);
  }

  /**
   * An image with a valid signature.
   *
   * @param reference its reference
   * @param target the target's name, or {@code both}
   * @param content its index or manifest
   * @param key the base64 of the SHA-256 of the public key that it is signed with
   * @param attestations the kinds of attestations that were demanded and verified, or attached
   */
  public record Image(
      String reference,
      String target,
      @JsonUnwrapped Descriptor content,
      String key,
      List<String> attestations) {}

  @Override
  public List<NamedImage> names() {
    return images.stream().map(SignatureReport::named).toList();
  }

  private static NamedImage named(Image image) {
    return new NamedImage(image.target(), image.reference(), image.content().digest());
  }

  @Override
  public List<String> recap(String json) {
    List<String> keys = images.stream().map(Image::key).distinct().toList();
    boolean isOne = keys.size() == 1;
    return new Recap(goal == Goal.SIGN ? "Sign complete" : "Verify complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .fact("Key", isOne ? keys.get(0) : "")
        .images(
            images.stream()
                .map(image -> Recap.image(named(image), isOne ? "" : "by " + image.key()))
                .toList())
        .attested(images.stream().flatMap(image -> image.attestations().stream()))
        .lines();
  }
}
