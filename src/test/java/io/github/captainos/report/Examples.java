package io.github.captainos.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.report.PullReport.PulledLink;
import io.github.captainos.report.Report.NamedImage;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports as goals make them. */
final class Examples {
  static final String KEY = "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=";

  static final String REPOSITORY = "ghcr.io/tinkerbell/captain/artifacts";
  private static final String OCI = "application/vnd.oci.image.";

  private Examples() {}

  static String digest(String digits) {
    return "sha256:" + digits.repeat(32);
  }

  static DescriptorDigest parsed(String digits) {
    try {
      return DescriptorDigest.fromHash(digits.repeat(32));
    } catch (DigestException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Descriptor descriptor(String type, String digits, long size) {
    return Descriptor.of(OCI + type, parsed(digits), size);
  }

  private static Part part(String type, String digits, long size, State state) {
    return new Part(descriptor(type, digits, size), state);
  }

  static Artifact file(String name, long size, String digits, State state) {
    return new Artifact(
        name,
        size,
        digits.repeat(32),
        "none",
        parsed(digits),
        null,
        part("layer.v1.tar", digits, size + 512, state));
  }

  private static Artifact directory(String name, String digits, State state) {
    return new Artifact(
        name,
        7,
        null,
        "none",
        parsed(digits),
        List.of(
            new Artifact.Entry(name, Artifact.Type.DIRECTORY, null, null, null),
            new Artifact.Entry(
                name + "/config.txt", Artifact.Type.FILE, 7L, digits.repeat(32), null),
            new Artifact.Entry(
                name + "/kernel8.img", Artifact.Type.LINK, null, null, "../vmlinuz-amd64")),
        part("layer.v1.tar", digits, 10240, state));
  }

  /**
   * @param before the digits of the digest that the tag referred to, or null
   */
  static PublishReport.Image image(String target, @Nullable String before, State sent) {
    String tag = target.equals("both") ? "v1.2.0-7540d73" : "v1.2.0-7540d73-" + target;
    return new PublishReport.Image(
        REPOSITORY + ":" + tag,
        target,
        tag,
        part("index.v1+json", "11", 856, sent),
        move("11", before),
        List.of(
            new PublishReport.Platform(
                "linux/amd64",
                part("manifest.v1+json", "22", 1301, sent),
                part("config.v1+json", "23", 1204, sent)),
            new PublishReport.Platform(
                "linux/arm64",
                part("manifest.v1+json", "33", 1301, sent),
                part("config.v1+json", "34", 1204, sent))),
        List.of(
            file("vmlinuz-amd64", 12171200, "44", sent),
            file("initramfs-amd64.cpio.zst", 76457437, "55", State.PRESENT)),
        List.of());
  }

  private static TagMove move(String digits, @Nullable String before) {
    return TagMove.of(parsed(digits), before == null ? null : parsed(before));
  }

  /** Returns an image that has attestations. */
  static PublishReport.Image attested(PublishReport.Image image) {
    return with(image, image.artifacts(), List.of("sbom", "provenance"));
  }

  /** Returns an image that has a directory, too. */
  static PublishReport.Image withDirectory(PublishReport.Image image) {
    List<Artifact> artifacts = new ArrayList<>(image.artifacts());
    artifacts.add(directory("firmware-rpi", "99", State.UPLOADED));
    return with(image, artifacts, image.attestations());
  }

  private static PublishReport.Image with(
      PublishReport.Image image, List<Artifact> artifacts, List<String> attestations) {
    return new PublishReport.Image(
        image.reference(),
        image.target(),
        image.tag(),
        image.index(),
        image.move(),
        image.platforms(),
        artifacts,
        attestations);
  }

  private static PublishReport published(
      boolean dryRun, @Nullable String flavor, PublishReport.Image... images) {
    return PublishReport.of(
        dryRun, REPOSITORY, "v1.2.0-7540d73", flavor, null, List.of(images), Map.of());
  }

  static PublishReport published(PublishReport.Image... images) {
    return published(false, null, images);
  }

  static PublishReport planned(PublishReport.Image... images) {
    return published(true, null, images);
  }

  /** A report of a release with a flavor. */
  static PublishReport flavored(String flavor, PublishReport.Image... images) {
    return published(false, flavor, images);
  }

  /** An image that somebody else has published, with a file in each of its layers. */
  static PullReport pulled(String... files) {
    Path out = Path.of("out").toAbsolutePath();
    Part layer = part("layer.v1.tar+gzip", "77", 99, State.FETCHED);
    Descriptor manifest = descriptor("manifest.v1+json", "88", 500);
    return new PullReport(
        REPOSITORY,
        "v1",
        null,
        REPOSITORY + ":v1",
        "both",
        manifest,
        "kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
        null,
        manifest,
        out,
        List.of(),
        Stream.of(files)
            .map(file -> new PulledFile(file, 7, "66".repeat(32), layer, out.resolve(file)))
            .toList(),
        List.of(
            new PulledLink(
                "firmware/kernel8.img",
                "../vm\u202elinuz",
                LinkState.CREATED,
                out.resolve("firmware/kernel8.img"))),
        PullReport.totals(files.length == 0 ? List.of() : List.of(layer)));
  }

  static CopyReport copied(boolean dryRun) {
    State sent = dryRun ? State.PLANNED : State.UPLOADED;
    Part index = part("index.v1+json", "11", 856, sent);
    Part manifest = part("manifest.v1+json", "22", 1301, sent);
    Part layer = part("layer.v1.tar", "44", 2048, dryRun ? State.PLANNED : State.MOUNTED);
    Part config = part("config.v1+json", "23", 1204, State.PRESENT);
    Part signature = part("manifest.v1+json", "66", 557, State.PRESENT);
    Part referrer = part("manifest.v1+json", "88", 600, State.PRESENT);
    return CopyReport.of(
        dryRun,
        REPOSITORY,
        "registry.example.org/os/artifacts",
        "v1",
        null,
        null,
        List.of(
            new CopyReport.Image(
                "registry.example.org/os/artifacts:v1",
                "both",
                REPOSITORY + ":v1",
                "v1",
                index,
                move("11", "00"),
                List.of(manifest),
                List.of(
                    new CopyReport.Blob(layer, "vm\u202elinuz.tar"),
                    new CopyReport.Blob(config, null)),
                List.of(
                    new CopyReport.Referrer(
                        parsed("11"), "sha256-" + "11".repeat(32) + ".sig", signature),
                    new CopyReport.Referrer(parsed("22"), null, referrer)))),
        List.of(
            index,
            manifest,
            layer,
            config,
            signature,
            referrer,
            part("config.v1+json", "77", 233, State.PRESENT)));
  }

  static CombineReport combined(boolean dryRun, @Nullable String before, State sent) {
    PublishReport.Image image = image("both", before, sent);
    return CombineReport.of(
        dryRun,
        REPOSITORY,
        "v1.2.0-7540d73",
        null,
        null,
        new NamedImage("both", image.reference(), image.index().content().digest()),
        image.index(),
        image.move(),
        image.platforms(),
        List.of(
            new CombineReport.Layer(
                "vmlinuz-amd64",
                "amd64",
                parsed("44"),
                part("layer.v1.tar", "44", 12171264, State.PRESENT)),
            new CombineReport.Layer(
                "evil\u202egpj",
                "arm64",
                parsed("56"),
                part("layer.v1.tar+zstd", "55", 76457437, State.PRESENT))),
        List.of(source("amd64"), source("arm64")),
        List.of("sbom"));
  }

  private static CombineReport.Source source(String target) {
    return new CombineReport.Source(
        REPOSITORY + ":v1.2.0-7540d73-" + target, target, descriptor("index.v1+json", "77", 725));
  }

  static SignatureReport verified() {
    return new SignatureReport(
        Goal.VERIFY,
        REPOSITORY,
        "v1.2.0",
        null,
        List.of(
            new SignatureReport.Image(
                REPOSITORY + ":v1.2.0",
                "both",
                descriptor("index.v1+json", "11", 725),
                KEY,
                List.of("provenance"))));
  }

  static TagReport tagged(boolean dryRun) {
    return new TagReport(
        dryRun,
        REPOSITORY,
        "v2",
        null,
        KEY,
        List.of(tag("amd64", "-amd64", "99"), tag("arm64", "-arm64", "11"), tag("both", "", null)));
  }

  private static TagReport.Tag tag(String target, String suffix, @Nullable String before) {
    return new TagReport.Tag(
        REPOSITORY + ":v2" + suffix,
        target,
        "v1" + suffix,
        "v2" + suffix,
        descriptor("index.v1+json", "11", 856),
        move("11", before));
  }
}
