package io.github.captainos.report;

import static io.github.captainos.report.Examples.REPOSITORY;
import static io.github.captainos.report.Examples.parsed;

import io.github.captainos.image.Descriptor;
import io.github.captainos.report.DiffReport.Side;
import io.github.captainos.report.DiffReport.State;
import io.github.captainos.report.InspectReport.Attestation;
import io.github.captainos.report.InspectReport.File;
import io.github.captainos.report.InspectReport.Layer;
import io.github.captainos.report.InspectReport.Platform;
import io.github.captainos.report.ListReport.ListedRelease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reports of the goals that change nothing, as these make them. */
final class LookExamples {
  static final String KEY = "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=";
  private static final String OCI = "application/vnd.oci.image.";
  private static final String COMMIT = "7540d73aa7540d73aa7540d73aa7540d73aa7540";

  private LookExamples() {}

  private static Descriptor content(String type, String digits, long size) {
    return Descriptor.of(OCI + type, parsed(digits), size);
  }

  static Descriptor layer(String digits, long size) {
    return content("layer.v1.tar", digits, size);
  }

  static FoundRelease.Image image(String target, String tag, String digits) {
    return new FoundRelease.Image(
        REPOSITORY + ":" + tag, target, content("index.v1+json", digits, 856));
  }

  static Layer file(String name, @Nullable String sha256) {
    Descriptor layer = layer("44", 12171264);
    File file = new File(name, layer.size(), sha256, "none", layer);
    return new Layer(name, "none", layer, false, List.of(file));
  }

  static Layer directory(String name, int files) {
    Descriptor layer = layer("55", 860_160);
    return new Layer(
        name,
        "zstd",
        layer,
        true,
        IntStream.range(0, files)
            .mapToObj(i -> new File(name + "/file-" + i, null, "66".repeat(32), "zstd", layer))
            .toList());
  }

  static FoundRelease release(String tag, List<String> missing, String... newer) {
    List<FoundRelease.Image> images = new ArrayList<>();
    for (String target : List.of("amd64", "arm64", "both")) {
      if (!missing.contains(target)) {
        images.add(image(target, target.equals("both") ? tag : tag + "-" + target, "11"));
      }
    }
    boolean hasOtherLayers = missing.isEmpty() && newer.length > 0;
    return FoundRelease.of(missing, hasOtherLayers, List.of(newer), images);
  }

  /** An image without annotations, that nobody has signed. */
  static InspectReport inspected(Layer... layers) {
    return inspected(null, List.of(), Map.of(), true, release("v1.3.0", List.of()), layers);
  }

  static InspectReport inspected(
      @Nullable String key,
      @Nullable List<@Nullable String> claimed,
      Map<String, String> annotations,
      boolean sharedLayers,
      FoundRelease release,
      Layer... layers) {
    return new InspectReport(
        REPOSITORY,
        "v1.3.0",
        null,
        image("both", "v1.3.0", "11"),
        key,
        claimed,
        List.of(
            new Attestation("https://spdx.dev/Document", "sbom", true),
            new Attestation(null, null, false)),
        List.of(new Platform("linux/amd64", content("manifest.v1+json", "22", 1301))),
        "linux/amd64",
        sharedLayers,
        content("manifest.v1+json", "22", 1301),
        Instant.parse("2026-02-28T12:00:00Z"),
        COMMIT,
        new TreeMap<>(annotations),
        release,
        List.of(layers).stream().flatMap(layer -> layer.files().stream()).toList(),
        List.of(layers));
  }

  /** The image of another publisher. */
  static InspectReport inspectedManifest() {
    return new InspectReport(
        REPOSITORY,
        "v1.3.0",
        "raspberry-pi",
        image("arm64", "v1.3.0-raspberry-pi-arm64", "22"),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        Descriptor.of("application/x", parsed("22"), 500),
        null,
        null,
        Map.of(),
        null,
        List.of(),
        List.of(new Layer(null, null, layer("44", 2048), false, List.of())));
  }

  static ListedRelease listed(String tag, List<String> missing, @Nullable String created) {
    FoundRelease release = release(tag, missing);
    return new ListedRelease(
        tag,
        null,
        release.digest(),
        created == null ? null : Instant.parse(created),
        created == null ? null : COMMIT,
        release,
        List.of());
  }

  static ListReport list(List<ListedRelease> releases, List<String> notRead) {
    return new ListReport(REPOSITORY, null, List.of("amd64", "arm64"), 20, releases, notRead);
  }

  static ListReport list() {
    return list(
        List.of(
            listed("v1.3.0", List.of(), "2026-02-28T12:00:00Z"),
            listed("v1.2.0", List.of("arm64", "both"), null),
            new ListedRelease(
                "latest",
                "raspberry-pi",
                null,
                null,
                null,
                release("latest", List.of("amd64", "arm64", "both")),
                List.of("it is not an image."))),
        List.of("nightly", "v1.1.0"));
  }

  static Side side(@Nullable String sha256, @Nullable String directory, String digits) {
    Descriptor layer = layer(digits, 11 << 20);
    return new Side(
        directory == null ? layer.size() : null,
        sha256 == null ? null : sha256.repeat(32),
        layer,
        directory);
  }

  static DiffReport.File added(String name, @Nullable String directory) {
    return new DiffReport.File(name, State.ADDED, null, side("44", directory, "44"));
  }

  static DiffReport diff(DiffReport.File... files) {
    return DiffReport.of(
        REPOSITORY,
        "v1.2.0",
        null,
        "v1.3.0",
        "linux/amd64",
        new DiffReport.Image(image("both", "v1.2.0", "11"), KEY),
        new DiffReport.Image(image("both", "v1.3.0", "22"), KEY),
        List.of(files),
        List.of(layer("44", 11 << 20), layer("55", 1 << 20)),
        List.of(layer("44", 11 << 20), layer("66", 5 << 20), layer("66", 5 << 20)));
  }

  static DiffReport diff() {
    return diff(
        new DiffReport.File("vmlinuz", State.SAME, side("44", null, "44"), side("44", null, "44")),
        new DiffReport.File(
            "firmware/config.txt",
            State.CHANGED,
            side("55", "firmware", "55"),
            side(null, "firmware", "66")),
        new DiffReport.File("firmware/new", State.ADDED, null, side("67", "firmware", "66")),
        new DiffReport.File(
            "firmware/a", State.SAME, side("68", "firmware", "55"), side("68", "firmware", "66")),
        new DiffReport.File("old|iso\u009b", State.REMOVED, side(null, null, "55"), null));
  }
}
