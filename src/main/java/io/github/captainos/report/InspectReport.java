package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import io.github.captainos.support.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an image holds.
 *
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param image the image
 * @param key the key that it is signed with, or null if no signature was demanded
 * @param claimedKeys if no signature was demanded, the keys that signatures name, and null for
 *     those that name none; not verified; null if signatures cannot be read
 * @param attestations what it is attested, or null if that is not known
 * @param platforms the entries of its index that are for a platform; empty without an index
 * @param platform the platform that the layers are for, or null without an index
 * @param sharedLayers whether all platforms have these layers; null if that is not known, or
 *     without an index
 * @param manifest the manifest of that platform
 * @param created when it was created, or null if that is not known
 * @param revision the commit that it was built from, or null if that is not known
 * @param annotations its annotations
 * @param release the images of the release, if this is the combined image; else null
 * @param files the files of all layers
 * @param layers its layers, from the lowest to the topmost
 */
public record InspectReport(
    String repository,
    String tag,
    @Nullable String flavor,
    @JsonUnwrapped FoundRelease.Image image,
    @Nullable String key,
    @Nullable List<@Nullable String> claimedKeys,
    @Nullable List<Attestation> attestations,
    List<Platform> platforms,
    @Nullable String platform,
    @Nullable Boolean sharedLayers,
    Descriptor manifest,
    @Nullable Instant created,
    @Nullable String revision,
    Map<String, String> annotations,
    @Nullable FoundRelease release,
    List<File> files,
    List<Layer> layers)
    implements Report {
  private static final String PREFIX = "org.opencontainers.image.";

  /** Annotations that have a line of their own. */
  private static final Set<String> SHOWN = Set.of(PREFIX + "created", PREFIX + "revision");

  /**
   * What an image is attested.
   *
   * @param predicateType the URI of the kind of statement, or null if the repository does not say
   *     it
   * @param kind {@code sbom} or {@code provenance}, or null for others
   * @param verified whether one of the public keys has signed it; if not, it is only what the
   *     repository says
   */
  public record Attestation(
      @Nullable String predicateType, @Nullable String kind, boolean verified) {

    private String name() {
      if (kind != null) {
        return kind;
      }
      return predicateType == null ? "of an unknown kind" : Printable.name(predicateType);
    }
  }

  /**
   * An entry of an index.
   *
   * @param platform its platform
   * @param manifest the manifest
   */
  public record Platform(String platform, @JsonUnwrapped Descriptor manifest) {}

  /**
   * A file.
   *
   * @param name its path in the image
   * @param size the size of its layer; null if the layer has other files
   * @param sha256 the digest of its own bytes, in hexadecimal digits, or null if it is not known
   * @param compression how its layer is compressed
   * @param layer its layer
   */
  public record File(
      String name,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable String compression,
      Descriptor layer) {}

  /**
   * A layer.
   *
   * @param name the name of its file or directory, or null if the image does not have it
   * @param compression {@code none}, {@code gzip} or {@code zstd}, or null if it is not known
   * @param content its descriptor
   * @param isDirectory whether it is known to be a directory
   * @param files the files that it is known to have: all that checksum files list for a directory;
   *     else the file with the layer's name; none without a name
   */
  public record Layer(
      @Nullable String name,
      @Nullable String compression,
      @JsonUnwrapped Descriptor content,
      @JsonIgnore boolean isDirectory,
      @JsonIgnore List<File> files) {

    public Layer {
      files = List.copyOf(files);
    }
  }

  @Override
  public Goal goal() {
    return Goal.INSPECT;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(image.named());
  }

  @Override
  public List<String> recap(String json) {
    boolean isOfOne = platform != null && !Boolean.TRUE.equals(sharedLayers);
    return new Recap("Inspect complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .fact("Platforms", text(platforms.stream().map(Platform::platform).toList()))
        .fact("Files of", isOfOne ? Printable.of(platform) : null)
        .images(List.of(Recap.image(image.named())))
        .fact("Release", release == null ? null : state(release))
        .fact("Signed by", signers())
        .fact("Attested", attested())
        .fact("Created", created == null ? "unknown" : Recap.minute(created) + " UTC")
        .fact("Commit", revision == null ? "unknown" : Printable.of(revision))
        .list("Annotations", shownAnnotations())
        .space()
        .table("  ", Set.of(1), rows())
        .lines();
  }

  private static String text(List<String> names) {
    return Printable.of(String.join(", ", names));
  }

  /** Returns {@code complete (amd64, arm64)}, and what to do if that is out of date. */
  private static String state(FoundRelease release) {
    String targets = release.targets();
    return release.state()
        + (targets.isEmpty() ? "" : " (" + targets + ")")
        + (release.newer().isEmpty() ? "" : ": run captain:combine");
  }

  private String signers() {
    if (key != null) {
      return key + " (verified)";
    }
    if (claimedKeys == null) {
      return "unknown";
    }
    if (claimedKeys.isEmpty()) {
      return "nobody (not signed)";
    }
    List<String> named =
        claimedKeys.stream().filter(Objects::nonNull).map(Printable::name).toList();
    return (named.isEmpty() ? "a key that is not named" : text(named)) + " (not verified)";
  }

  private String attested() {
    if (attestations == null) {
      return "unknown";
    }
    List<String> texts = new ArrayList<>();
    for (boolean verified : List.of(true, false)) {
      List<String> names =
          attestations.stream()
              .filter(one -> one.verified() == verified)
              .map(Attestation::name)
              .distinct()
              .toList();
      if (!names.isEmpty()) {
        texts.add(text(names) + (verified ? " (verified)" : " (not verified)"));
      }
    }
    return texts.isEmpty() ? "nothing" : String.join("; ", texts);
  }

  private List<String> shownAnnotations() {
    return annotations.entrySet().stream()
        .filter(one -> !SHOWN.contains(one.getKey()))
        .map(
            one -> {
              String key = one.getKey();
              String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
              return Printable.of(name) + ": " + Printable.of(one.getValue());
            })
        .toList();
  }

  /** Returns a row for each file; that of a directory is before those of the files in it. */
  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("File", "Size of layer", "SHA-256"));
    for (Layer layer : layers) {
      String size = Recap.size(layer.content().size());
      if (layer.isDirectory()) {
        String name = Printable.of(String.valueOf(layer.name())) + "/";
        rows.add(List.of(name, size, Recap.count(layer.files().size(), 0)));
      } else if (layer.files().isEmpty()) {
        rows.add(List.of("(no name)", size, "unknown"));
      }
      for (File file : layer.files()) {
        String sha256 = file.sha256() == null ? "unknown" : file.sha256();
        rows.add(List.of(Printable.of(file.name()), layer.isDirectory() ? "" : size, sha256));
      }
    }
    return rows;
  }
}
