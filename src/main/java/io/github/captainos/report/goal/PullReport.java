package io.github.captainos.report.goal;

import io.github.captainos.report.Artifact;
import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Markdown;
import io.github.captainos.report.Part;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Report;
import io.github.captainos.report.State;
import io.github.captainos.report.Summary;
import io.github.captainos.report.Totals;
import io.github.captainos.support.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pull} did.
 *
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the release
 * @param flavor its flavor, or null if it has none
 * @param image the image
 * @param named the content that its tag refers to
 * @param key the key that the image is signed with, or null if no signature was demanded
 * @param platform the selected platform of an index, or null if there is no index
 * @param manifest the manifest of that platform
 * @param directory the directory that the files are in
 * @param patterns the patterns of the files that were asked for; none for all
 * @param layers its layers, from the lowest to the topmost
 * @param artifacts the files
 * @param links the symbolic links
 */
public record PullReport(
    String repository,
    String tag,
    @Nullable String flavor,
    NamedImage image,
    Content named,
    @Nullable String key,
    @Nullable String platform,
    Content manifest,
    Path directory,
    List<String> patterns,
    List<Part> layers,
    List<Artifact> artifacts,
    List<PulledLink> links)
    implements Report {
  /** All outputs of a job together have a limit of 1 MiB. */
  private static final int LONGEST_OUTPUT = 1 << 17;

  public PullReport {
    patterns = List.copyOf(patterns);
    layers = List.copyOf(layers);
    artifacts = List.copyOf(artifacts);
    links = List.copyOf(links);
  }

  @Override
  public Goal goal() {
    return Goal.PULL;
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(image);
  }

  private Totals totals() {
    return Totals.of(layers.stream(), State.FETCHED, State.PRESENT, State.OMITTED);
  }

  private String total(State state) {
    return totals().text(state, "layer", "layers");
  }

  @Override
  public List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add("Pull complete");
    lines.add("  Image:     " + image.reference());
    lines.add("  Digest:    " + image.digest());
    lines.addAll(Recap.flavor("  Flavor:    ", flavor));
    lines.add("  Target:    " + image.target());
    if (key != null) {
      lines.add("  Key:       " + key);
    }
    if (platform != null) {
      lines.add("  Platform:  " + Printable.of(platform));
    }
    lines.add("  Directory: " + directory);
    if (!patterns.isEmpty()) {
      lines.add("  Files:     " + Printable.of(String.join(", ", patterns)));
    }
    lines.addAll(PulledFiles.lines(artifacts, links));
    lines.add("");
    lines.add("  Fetched:   " + total(State.FETCHED));
    lines.add("  Present:   " + total(State.PRESENT));
    if (!patterns.isEmpty()) {
      lines.add("  Omitted:   " + total(State.OMITTED));
    }
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", image.reference());
    json.put("target", image.target());
    json.putAll(named.toJson());
    json.put("key", key);
    json.put("platform", platform);
    json.put("manifest", manifest.toJson());
    json.put("directory", directory.toString());
    json.put("files", patterns);
    json.put("artifacts", artifacts.stream().map(this::toJson).toList());
    json.put("links", links.stream().map(this::toJson).toList());
    json.put("totals", totals().toJson());
    return json;
  }

  private Map<String, @Nullable Object> toJson(Artifact artifact) {
    Map<String, @Nullable Object> json = artifact.toJson();
    json.put("path", path(artifact.name()));
    return json;
  }

  private Map<String, @Nullable Object> toJson(PulledLink link) {
    Map<String, @Nullable Object> json = link.toJson();
    json.put("path", path(link.name()));
    return json;
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public Map<String, String> outputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("directory", directory.toString());
    String files =
        artifacts.stream().map(file -> path(file.name())).collect(Collectors.joining("\n"));
    if (files.length() <= LONGEST_OUTPUT) {
      outputs.put("files", files);
    }
    return outputs;
  }

  @Override
  public Summary summary() {
    List<String> row =
        List.of(
            Markdown.code(image.reference()),
            Markdown.code(image.digest()),
            Markdown.text(platform == null ? "" : platform),
            Recap.size(layers.stream().mapToLong(Part::size).sum()));
    return new Summary(
        "Pull complete",
        new Summary.Table(List.of("Image", "Digest", "Platform", "Size"), List.of(row)),
        "Fetched: " + total(State.FETCHED) + ". Present: " + total(State.PRESENT) + ".",
        artifacts);
  }
}
