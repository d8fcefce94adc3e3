package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
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
 * @param reference the reference of the image
 * @param target the target's name, or {@code both}
 * @param image the content that its tag refers to
 * @param key the key that the image is signed with, or null if no signature was demanded
 * @param platform the selected platform of an index, or null if there is no index
 * @param manifest the manifest of that platform
 * @param directory the directory that the files are in
 * @param files the patterns of the files that were asked for; none for all
 * @param artifacts the files
 * @param links the symbolic links
 * @param totals how many layers were fetched, were there already, or were not asked for
 */
public record PullReport(
    String repository,
    String tag,
    @Nullable String flavor,
    String reference,
    String target,
    @JsonUnwrapped Descriptor image,
    @Nullable String key,
    @Nullable String platform,
    Descriptor manifest,
    Path directory,
    List<String> files,
    List<PulledFile> artifacts,
    List<PulledLink> links,
    Map<State, Total> totals)
    implements Report {
  /** All outputs of a job together have a limit of 1 MiB. */
  private static final int MAX_OUTPUT = 1 << 17;

  public PullReport {
    files = List.copyOf(files);
    artifacts = List.copyOf(artifacts);
    links = List.copyOf(links);
  }

  /** Returns the totals of the layers of an image. */
  public static Map<State, Total> totals(List<Part> layers) {
    return Part.totals(layers, State.FETCHED, State.PRESENT, State.OMITTED);
  }

  /**
   * A file.
   *
   * @param name its path in the image
   * @param size its size in bytes
   * @param sha256 the digest of its bytes, in hexadecimal digits
   * @param layer the layer that it is in
   * @param path where it is
   */
  public record PulledFile(String name, long size, String sha256, Part layer, Path path) {}

  /**
   * A symbolic link.
   *
   * @param name its path in the image
   * @param target its target, as in the image
   * @param state what was done with it
   * @param path where it is
   */
  public record PulledLink(String name, String target, LinkState state, Path path) {}

  /** What was done with a link. */
  public enum LinkState {
    /** It was created, or replaced what had its path. */
    CREATED,
    /** It was in the directory already. */
    PRESENT,
    /** What it leads to was copied to its path. */
    COPIED
  }

  @Override
  public Goal goal() {
    return Goal.PULL;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(new NamedImage(target, reference, image.digest()));
  }

  @Override
  public List<String> recap(String json) {
    return new Recap("Pull complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .images(List.of(Recap.image(names().get(0))))
        .fact("Key", key)
        .fact("Platform", platform == null ? null : Printable.of(platform))
        .fact("Directory", directory.toString())
        .fact("Files", Printable.of(String.join(", ", files)))
        .files(rows())
        .transferred("Fetched", totals, State.FETCHED)
        .lines();
  }

  /**
   * Returns the rows of the files, in the order of the layers, and of the links elsewhere: one row
   * for all that a layer has in a directory, since it may have thousands of files.
   */
  private List<List<String>> rows() {
    Map<String, List<PulledFile>> groups = new LinkedHashMap<>();
    for (PulledFile file : artifacts) {
      String place = place(file.name()) + " " + file.layer().digest();
      groups.computeIfAbsent(place, one -> new ArrayList<>()).add(file);
    }
    Map<String, List<PulledLink>> others =
        links.stream()
            .collect(
                Collectors.groupingBy(
                    link -> place(link.name()), LinkedHashMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    for (List<PulledFile> group : groups.values()) {
      PulledFile first = group.get(0);
      List<PulledLink> inside = others.remove(place(first.name()));
      int count = inside == null ? 0 : inside.size();
      boolean isOne = group.size() == 1 && count == 0;
      rows.add(
          List.of(
              Printable.of(isOne ? first.name() : place(first.name())),
              Recap.size(group.stream().mapToLong(PulledFile::size).sum()),
              first.layer().state().word(),
              isOne ? "" : Recap.count(group.size(), count)));
    }
    others.forEach((place, some) -> rows.add(List.of(text(place, some))));
    return rows;
  }

  /** Returns the first directory of a path with its slash; the path itself if there is none. */
  private static String place(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash + 1);
  }

  private static String text(String place, List<PulledLink> links) {
    PulledLink first = links.get(0);
    return links.size() == 1
        ? Printable.of(first.name()) + " -> " + Printable.of(first.target())
        : Printable.of(place) + "  " + Recap.count(0, links.size());
  }

  @Override
  public Map<String, String> outputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("directory", directory.toString());
    String paths =
        artifacts.stream().map(file -> file.path().toString()).collect(Collectors.joining("\n"));
    if (paths.length() <= MAX_OUTPUT) {
      outputs.put("files", paths);
    }
    return outputs;
  }
}
