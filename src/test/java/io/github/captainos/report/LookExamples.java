package io.github.captainos.report;

import static io.github.captainos.report.Examples.REPOSITORY;
import static io.github.captainos.report.Examples.digest;

import io.github.captainos.report.Report.NamedImage;
import io.github.captainos.report.look.DiffReport;
import io.github.captainos.report.look.DiffedFile;
import io.github.captainos.report.look.DiffedFile.Side;
import io.github.captainos.report.look.DiffedFile.State;
import io.github.captainos.report.look.FoundAttestation;
import io.github.captainos.report.look.FoundImage;
import io.github.captainos.report.look.FoundLayer;
import io.github.captainos.report.look.FoundRelease;
import io.github.captainos.report.look.InspectReport;
import io.github.captainos.report.look.ListReport;
import io.github.captainos.report.look.ListedRelease;
import io.github.captainos.report.look.Signers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reports of the goals that change nothing, as these make them. */
final class LookExamples {
  static final String KEY = "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=";
  private static final String OCI = "application/vnd.oci.image.";

  private LookExamples() {}

  static Content layer(String digits, long size) {
    return new Content(OCI + "layer.v1.tar", digest(digits), size);
  }

  static FoundImage image(String target, String tag, String digits) {
    return new FoundImage(
        new NamedImage(target, REPOSITORY + ":" + tag, Examples.parsed(digits)),
        new Content(OCI + "index.v1+json", digest(digits), 856));
  }

  static FoundLayer file(String name, @Nullable String sha256) {
    return new FoundLayer(
        name, false, "none", layer("44", 12171264), List.of(new FoundLayer.File(name, sha256)));
  }

  static FoundLayer directory(String name, int files) {
    return new FoundLayer(
        name,
        true,
        "zstd",
        layer("55", 860_160),
        IntStream.range(0, files)
            .mapToObj(i -> new FoundLayer.File(name + "/file-" + i, "66".repeat(32)))
            .toList());
  }

  static FoundRelease release(String tag, List<String> missing, boolean hasOtherLayers) {
    List<FoundImage> images = new ArrayList<>();
    for (String target : List.of("amd64", "arm64", "both")) {
      if (!missing.contains(target)) {
        images.add(image(target, target.equals("both") ? tag : tag + "-" + target, "11"));
      }
    }
    return new FoundRelease(images, missing, hasOtherLayers);
  }

  static InspectReport inspected(Signers signers, FoundLayer... layers) {
    return inspected(Map.of(), signers, layers);
  }

  static InspectReport inspected(
      Map<String, String> annotations, Signers signers, FoundLayer... layers) {
    return inspected(true, annotations, signers, layers);
  }

  static InspectReport inspected(
      boolean sharedLayers,
      Map<String, String> annotations,
      Signers signers,
      FoundLayer... layers) {
    return new InspectReport(
        REPOSITORY,
        "v1.3.0",
        null,
        image("both", "v1.3.0", "11"),
        signers,
        List.of(
            new FoundAttestation("https://spdx.dev/Document", "sbom", true),
            new FoundAttestation(null, null, false)),
        Map.of("linux/amd64", new Content(OCI + "manifest.v1+json", digest("22"), 1301)),
        "linux/amd64",
        sharedLayers,
        new Content(OCI + "manifest.v1+json", digest("22"), 1301),
        Instant.parse("2026-02-28T12:00:00Z"),
        "7540d73aa7540d73aa7540d73aa7540d73aa7540",
        annotations,
        release("v1.3.0", List.of(), false),
        List.of(layers));
  }

  /** The image of another publisher. */
  static InspectReport inspectedManifest() {
    Content manifest = new Content("application/x", digest("22"), 500);
    return new InspectReport(
        REPOSITORY,
        "v1.3.0",
        "raspberry-pi",
        image("arm64", "v1.3.0-raspberry-pi-arm64", "22"),
        new Signers(null, null),
        null,
        Map.of(),
        null,
        null,
        manifest,
        null,
        null,
        Map.of(),
        null,
        List.of(new FoundLayer(null, false, null, layer("44", 2048), List.of())));
  }

  static ListedRelease listed(String tag, List<String> missing, @Nullable String created) {
    return new ListedRelease(
        tag,
        null,
        created == null ? null : Instant.parse(created),
        created == null ? null : "7540d73aa7540d73aa7540d73aa7540d73aa7540",
        release(tag, missing, false),
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
                release("latest", List.of("amd64", "arm64", "both"), false),
                List.of("it is not an image."))),
        List.of("nightly", "v1.1.0"));
  }

  static Side side(@Nullable String sha256, @Nullable String directory, String digits) {
    return new Side(sha256 == null ? null : sha256.repeat(32), directory, layer(digits, 11 << 20));
  }

  static DiffReport diff(DiffedFile... files) {
    return new DiffReport(
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
        new DiffedFile("vmlinuz", State.SAME, side("44", null, "44"), side("44", null, "44")),
        new DiffedFile(
            "firmware/config.txt",
            State.CHANGED,
            side("55", "firmware", "55"),
            side(null, "firmware", "66")),
        new DiffedFile("firmware/new", State.ADDED, null, side("67", "firmware", "66")),
        new DiffedFile(
            "firmware/a", State.SAME, side("68", "firmware", "55"), side("68", "firmware", "66")),
        new DiffedFile("old|iso", State.REMOVED, side(null, null, "55"), null));
  }
}
