package io.github.captainos.report.look;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.terminal.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image holds.
 *
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param found the image
 * @param signers who signed it
 * @param attestations what it is attested, or null if that is not known
 * @param platforms the entries of its index, by platform; empty without an index
 * @param platform the platform that the layers are for, or null without an index
 * @param sharedLayers whether all platforms have these layers; null if that is not known, or
 *     without an index
 * @param manifest the manifest of that platform
 * @param created when it was created, or null if that is not known
 * @param revision the commit that it was built from, or null if that is not known
 * @param annotations its annotations
 * @param release the images of the release, if this is the combined image; else null
 * @param layers its layers, from the lowest to the topmost
 */
public record InspectReport(
    String repository,
    String tag,
    @Nullable String flavor,
    FoundImage found,
    Signers signers,
    @Nullable List<FoundAttestation> attestations,
    Map<String, Content> platforms,
    @Nullable String platform,
    @Nullable Boolean sharedLayers,
    Content manifest,
    @Nullable Instant created,
    @Nullable String revision,
    Map<String, String> annotations,
    @Nullable FoundRelease release,
    List<FoundLayer> layers)
    implements Report {

  public InspectReport {
    platforms = new LinkedHashMap<>(platforms);
    annotations = new TreeMap<>(annotations);
    layers = List.copyOf(layers);
  }

  @Override
  public Goal goal() {
    return Goal.INSPECT;
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(found.image());
  }

  /** Returns the size of all layers in bytes. */
  long size() {
    return layers.stream().mapToLong(layer -> layer.content().size()).sum();
  }

  @Override
  public List<String> recap(String json) {
    return new InspectRecap(this).lines();
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>(found.toJson());
    signers.addTo(json);
    json.put(
        "attestations",
        attestations == null ? null : attestations.stream().map(FoundAttestation::toJson).toList());
    json.put(
        "platforms",
        platforms.entrySet().stream().map(one -> toJson(one.getKey(), one.getValue())).toList());
    json.put("platform", platform);
    json.put("sharedLayers", sharedLayers);
    json.put("manifest", manifest.toJson());
    json.put("created", Times.json(created));
    json.put("revision", revision);
    json.put("annotations", annotations);
    json.put("release", release == null ? null : toJson(release));
    json.put("files", layers.stream().flatMap(layer -> layer.filesToJson().stream()).toList());
    json.put("layers", layers.stream().map(FoundLayer::toJson).toList());
    return json;
  }

  private static Map<String, @Nullable Object> toJson(String platform, Content content) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("platform", platform);
    json.putAll(content.toJson());
    return json;
  }

  private static Map<String, @Nullable Object> toJson(FoundRelease release) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    release.addTo(json);
    return json;
  }
}
