package io.github.captainos.report;

import io.github.captainos.report.Report.NamedImage;
import io.github.captainos.report.goal.CombineReport;
import io.github.captainos.report.goal.CombinedLayer;
import io.github.captainos.report.goal.CopiedImage;
import io.github.captainos.report.goal.CopyReport;
import io.github.captainos.report.goal.PublishReport;
import io.github.captainos.report.goal.PublishedImage;
import io.github.captainos.report.goal.PullReport;
import io.github.captainos.report.goal.PulledLink;
import io.github.captainos.report.goal.SignatureReport;
import io.github.captainos.report.goal.TagReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports as goals make them. */
final class Examples {
  static final String REPOSITORY = "ghcr.io/tinkerbell/captain/artifacts";
  private static final String SOURCE = "https://github.com/tinkerbell/captain";
  private static final String OCI = "application/vnd.oci.image.";

  private Examples() {}

  static String digest(String digits) {
    return "sha256:" + digits.repeat(32);
  }

  private static Part part(String type, String digits, long size, State state) {
    return new Part(new Content(OCI + type, digest(digits), size), state);
  }

  static Artifact file(String name, long size, String digits, State state) {
    return new Artifact(
        name,
        size,
        digits.repeat(32),
        part("layer.v1.tar", digits, size + 512, state),
        new Artifact.Packing("none", digest(digits), null));
  }

  private static Artifact directory(String name, String digits, State state) {
    return new Artifact(
        name,
        7,
        null,
        part("layer.v1.tar", digits, 10240, state),
        new Artifact.Packing(
            "none",
            digest(digits),
            List.of(
                DirectoryEntry.directory(name),
                DirectoryEntry.file(name + "/config.txt", 7, digits.repeat(32)),
                DirectoryEntry.link(name + "/kernel8.img", "../vmlinuz-amd64"))));
  }

  static PublishedImage image(String target, @Nullable String before, State sent) {
    String tag = target.equals("both") ? "v1.2.0-7540d73" : "v1.2.0-7540d73-" + target;
    return new PublishedImage(
        REPOSITORY + ":" + tag,
        target,
        part("index.v1+json", "11", 856, sent),
        new TagMove(tag, digest("11"), before),
        List.of(
            new PublishedImage.Platform(
                "linux/amd64",
                part("manifest.v1+json", "22", 1301, sent),
                part("config.v1+json", "23", 1204, sent)),
            new PublishedImage.Platform(
                "linux/arm64",
                part("manifest.v1+json", "33", 1301, sent),
                part("config.v1+json", "34", 1204, sent))),
        List.of(
            file("vmlinuz-amd64", 12171200, "44", sent),
            file("initramfs-amd64.cpio.zst", 76457437, "55", State.PRESENT)),
        List.of());
  }

  /** Returns an image that has attestations. */
  static PublishedImage attested(PublishedImage image) {
    return new PublishedImage(
        image.reference(),
        image.target(),
        image.index(),
        image.tag(),
        image.platforms(),
        image.artifacts(),
        List.of("sbom", "provenance"));
  }

  /** Returns an image that has a directory, too. */
  static PublishedImage withDirectory(PublishedImage image) {
    List<Artifact> artifacts = new ArrayList<>(image.artifacts());
    artifacts.add(directory("firmware-rpi", "99", State.UPLOADED));
    return new PublishedImage(
        image.reference(),
        image.target(),
        image.index(),
        image.tag(),
        image.platforms(),
        artifacts,
        image.attestations());
  }

  static PublishReport published(PublishedImage... images) {
    return new PublishReport(false, REPOSITORY, "v1.2.0-7540d73", null, SOURCE, List.of(images));
  }

  /** A report of images that do not name the source repository. */
  static PublishReport withoutSource(String repository, PublishedImage... images) {
    return new PublishReport(false, repository, "v1.2.0-7540d73", null, null, List.of(images));
  }

  static PublishReport planned(PublishedImage... images) {
    return new PublishReport(true, REPOSITORY, "v1.2.0-7540d73", null, SOURCE, List.of(images));
  }

  /** A report of a release with a flavor. */
  static PublishReport flavored(String flavor, PublishedImage... images) {
    return new PublishReport(false, REPOSITORY, "v1.2.0-7540d73", flavor, SOURCE, List.of(images));
  }

  /** An image that somebody else has published, with a file in each of its layers. */
  static PullReport pulled(String... files) {
    List<Artifact> artifacts =
        List.of(files).stream()
            .map(
                file ->
                    new Artifact(
                        file,
                        7,
                        "66".repeat(32),
                        part("layer.v1.tar+gzip", "77", 99, State.FETCHED),
                        null))
            .toList();
    Content manifest = new Content(OCI + "manifest.v1+json", digest("88"), 500);
    return new PullReport(
        REPOSITORY,
        "v1",
        null,
        new NamedImage("both", REPOSITORY + ":v1", digest("88")),
        manifest,
        "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
        null,
        manifest,
        Path.of("out").toAbsolutePath(),
        List.of(),
        artifacts.stream().map(Artifact::layer).toList(),
        artifacts,
        List.of(
            new PulledLink("firmware/kernel8.img", "../vm\u202elinuz", PulledLink.State.CREATED)));
  }

  static CopyReport copied(boolean dryRun) {
    State sent = dryRun ? State.PLANNED : State.UPLOADED;
    return new CopyReport(
        dryRun,
        REPOSITORY,
        "registry.example.org/os/artifacts",
        "v1",
        null,
        List.of(
            new CopiedImage(
                new NamedImage("both", "registry.example.org/os/artifacts:v1", digest("11")),
                REPOSITORY + ":v1",
                part("index.v1+json", "11", 856, sent),
                new TagMove("v1", digest("11"), digest("00")),
                List.of(part("manifest.v1+json", "22", 1301, sent)),
                List.of(
                    new CopiedImage.NamedBlob(
                        "vm\u202elinuz.tar",
                        part("layer.v1.tar", "44", 2048, dryRun ? State.PLANNED : State.MOUNTED)),
                    new CopiedImage.NamedBlob(
                        null, part("config.v1+json", "23", 1204, State.PRESENT))),
                List.of(
                    new CopiedImage.Referrer(
                        digest("11"),
                        "sha256-" + "11".repeat(32) + ".sig",
                        part("manifest.v1+json", "66", 557, State.PRESENT),
                        List.of(part("config.v1+json", "77", 233, State.PRESENT))),
                    new CopiedImage.Referrer(
                        digest("22"),
                        null,
                        part("manifest.v1+json", "88", 600, State.PRESENT),
                        List.of())))));
  }

  static CombineReport combined(boolean dryRun, @Nullable String before, State sent) {
    PublishedImage image = image("both", before, sent);
    return new CombineReport(
        dryRun,
        REPOSITORY,
        "v1.2.0-7540d73",
        null,
        new NamedImage("both", image.reference(), image.index().digest()),
        image.index(),
        image.tag(),
        image.platforms(),
        List.of(
            new CombinedLayer(
                "vmlinuz-amd64",
                "amd64",
                digest("44"),
                part("layer.v1.tar", "44", 12171264, State.PRESENT)),
            new CombinedLayer(
                "evil\u202egpj",
                "arm64",
                digest("56"),
                part("layer.v1.tar+zstd", "55", 76457437, State.PRESENT))),
        List.of(source("amd64"), source("arm64")),
        List.of("sbom"));
  }

  private static CombineReport.Source source(String target) {
    return new CombineReport.Source(
        new NamedImage(target, REPOSITORY + ":v1.2.0-7540d73-" + target, digest("77")),
        new Content(OCI + "index.v1+json", digest("77"), 725));
  }

  static SignatureReport verified() {
    return new SignatureReport(
        Goal.VERIFY,
        REPOSITORY,
        "v1.2.0",
        null,
        List.of(
            new SignatureReport.SignedImage(
                new NamedImage("both", REPOSITORY + ":v1.2.0", digest("11")),
                new Content(OCI + "index.v1+json", digest("11"), 725),
                "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
                List.of("provenance"))));
  }

  static TagReport tagged(boolean dryRun) {
    return new TagReport(
        dryRun,
        REPOSITORY,
        "v2",
        null,
        List.of(
            tag("amd64", "-amd64", digest("99")),
            tag("arm64", "-arm64", digest("11")),
            tag("both", "", null)));
  }

  private static TagReport.Tag tag(String target, String suffix, @Nullable String before) {
    return new TagReport.Tag(
        new NamedImage(target, REPOSITORY + ":v2" + suffix, digest("11")),
        "v1" + suffix,
        new Content(OCI + "index.v1+json", digest("11"), 856),
        new TagMove("v2" + suffix, digest("11"), before));
  }
}
