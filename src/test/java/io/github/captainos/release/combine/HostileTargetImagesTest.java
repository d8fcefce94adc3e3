package io.github.captainos.release.combine;

import static io.github.captainos.release.combine.CombineFixture.REPOSITORY;
import static io.github.captainos.release.combine.ForgedImage.CONFIG;
import static io.github.captainos.release.combine.ForgedImage.INDEX;
import static io.github.captainos.release.combine.ForgedImage.MANIFEST;
import static io.github.captainos.release.combine.ForgedImage.descriptor;
import static io.github.captainos.release.combine.ForgedImage.digest;
import static io.github.captainos.release.combine.ForgedImage.document;
import static io.github.captainos.release.combine.ForgedImage.withReference;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.combine.CombineFixture.Calls;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of targets that anyone may have published. */
class HostileTargetImagesTest {
  private static final String ARCHITECTURE = "\"architecture\":\"arm64\"";
  private static final String ARM = REPOSITORY + ":v1-arm64: ";
  private static final String CANNOT =
      "Images cannot be combined, so no tag was moved. Publish them with captain:publish, and with"
          + " this version of the plugin: ";

  @TempDir private Path directory;
  private CombineFixture release;
  private ForgedImage arm64;

  @BeforeEach
  void publish() throws Exception {
    release = CombineFixture.published(directory);
    arm64 = new ForgedImage(release);
  }

  private void assertRefused(String message) {
    Calls calls = new Calls();
    assertThatThrownBy(() -> release.combine(true, calls))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(message);
    assertThat(calls.writes()).isEmpty();
    assertThat(release.images().tags()).doesNotContain("v1");
  }

  @Test
  void allThatAreNoOciIndexAreNamed() throws Exception {
    arm64.tag(
        arm64.index().replace(INDEX, "application/vnd.docker.distribution.manifest.list.v2+json"),
        INDEX);
    Manifest manifest = document(MANIFEST, arm64.manifest());
    try (Registry registry = release.open()) {
      registry.tag("v1-amd64", manifest);
    }
    assertRefused(
        CANNOT.strip()
            + "\n  - "
            + REPOSITORY
            + ":v1-amd64: it is not an OCI index, but application/vnd.oci.image.manifest.v1+json"
            + "\n  - "
            + ARM
            + "it is not an OCI index, but"
            + " application/vnd.docker.distribution.manifest.list.v2+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"schemaVersion":2}                    | it is neither a manifest nor an index
          {"schemaVersion":2,"manifests":[]}     | it is an index without entries
          {"schemaVersion":2,"layers":[]}        | it is an index without entries
          {"schemaVersion":2,"manifests":[1]}    | it has a descriptor without a size:
          {"schemaVersion":2,"manifests":"x"}    | it is neither a manifest nor an index
          {"schemaVersion":1,"manifests":[]}     | it is not a manifest or index of schema version 2
          {"schemaVersion":4294967298,"manifests":[]} | it is not a manifest or index of schema version 2
          {"schemaVersion":2e0,"manifests":[]} | it is not a manifest or index of schema version 2
          {"schemaVersion":"2","manifests":[]} | it is not a manifest or index of schema version 2
          """)
  void anIndexIsOneWithEntries(String text, String problem) throws Exception {
    arm64.tag(text, INDEX);
    assertRefused(CANNOT + ARM + problem + (problem.endsWith(":") ? " " : ""));
  }

  @Test
  void eachEntryHasAPlatformOfItsOwn() throws Exception {
    String entry = arm64.index().replaceFirst(".*\"manifests\":\\[(.*?})],.*", "$1");
    assertThat(arm64.index()).contains("[" + entry + "]");
    arm64.tag(arm64.index().replace("[" + entry + "]", "[" + entry + "," + entry + "]"), INDEX);
    assertRefused(CANNOT + ARM + "it has two entries for linux/arm64");
    arm64.tag(arm64.index().replace("\"platform\"", "\"platforms\""), INDEX);
    assertRefused(
        CANNOT + ARM + "it has an entry without a platform: " + digest(arm64.index(), MANIFEST));
  }

  @Test
  void anIndexHasNotThousandsOfEntriesEachOfWhichIsARequest() throws Exception {
    String entry = arm64.index().replaceFirst(".*\"manifests\":\\[(.*?})],.*", "$1");
    arm64.tag(
        arm64.index().replace(entry, String.join(",", Collections.nCopies(101, entry))), INDEX);
    assertRefused(CANNOT + ARM + "it has 101 entries, which is more than 100");
  }

  @Test
  void platformsHaveTheSameLayers() throws Exception {
    String arm = arm64.index();
    String entry = arm.replaceFirst(".*\"manifests\":\\[(.*?})],.*", "$1");
    String amd64 = new String(release.images().manifestBytes("v1-amd64"), UTF_8);
    String other =
        amd64
            .replaceFirst(".*\"manifests\":\\[(.*?})],.*", "$1")
            .replace("\"arm64\"", "\"riscv\\u202e\"");
    arm64.tag(arm.replace(entry, entry + "," + other), INDEX);
    assertRefused(
        CANNOT + ARM + "its platforms linux/arm64 and linux/riscv\\u202e have different layers");
  }

  @Test
  void nothingInAnImageIsLostSilently() throws Exception {
    UnaryOperator<String> more = text -> text.replaceFirst("\\{", "{\"more\":{},");
    String notAsWritten = " is not as this version of Captain writes it";
    String before = arm64.index();
    arm64.tagConfig(more.apply(arm64.config()));
    assertRefused(CANNOT + ARM + "its config for linux/arm64" + notAsWritten);
    arm64.tag(before, INDEX);
    arm64.tagManifest(more.apply(arm64.manifest()));
    assertRefused(CANNOT + ARM + "its manifest for linux/arm64" + notAsWritten);
    for (String text :
        List.of(
            more.apply(before),
            before.replace("{\"schemaVersion\":2", "{ \"schemaVersion\":2"),
            before.replaceFirst("\"annotations\":\\{", "$0\"number\":5,"),
            before.replace(ARCHITECTURE, ARCHITECTURE + ",\"features\":[]"))) {
      assertThat(text).isNotEqualTo(before);
      arm64.tag(text, INDEX);
      assertThatThrownBy(release::combine)
          .hasMessageStartingWith(CANNOT + ARM + "its ")
          .hasMessageEndingWith(notAsWritten);
    }
    arm64.tag(before.replaceFirst("\\{", "{\"annotations\":{},"), INDEX);
    assertRefused(CANNOT + ARM + "it is not a JSON object in UTF-8, or has a field twice");
    arm64.tag(before, INDEX);
    release.combine();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "diff_ids":\\[        | "diff_ids":["sha256:00", | its config does not have a diff ID and a history entry for each of its 2 layers
          "history"            | "History"                | its config does not have a diff ID and a history entry for each of its 2 layers
          "diff_ids":\\["sha256 | "diff_ids":["sha512      | its config has a diff ID that is not SHA-256: sha512:DIGEST
          "created":"1970      | "created":"yester\\u202e  | its config has no time of creation: 'yester\\u202e-01-01T00:00:00Z'
          "created"            | "Created"                | its config has no time of creation: ''
          \\{.*                 | []                       | it is not a JSON object in UTF-8, or has a field twice
          """)
  void aConfigDescribesEachLayer(String what, String with, String problem) throws Exception {
    String diffId = digest(arm64.manifest(), "application/vnd.oci.image.layer.v1.tar");
    String changed = arm64.config().replaceFirst(what, with.replace("\\", "\\\\"));
    assertThat(changed).isNotEqualTo(arm64.config());
    arm64.tagConfig(changed);
    assertRefused(CANNOT + ARM + problem.replace("DIGEST", diffId.substring("sha256:".length())));
  }

  @Test
  void aConfigOfGigabytesIsNotRead() throws Exception {
    arm64.tagManifest(
        descriptor(CONFIG)
            .matcher(arm64.manifest())
            .replaceFirst(
                "\"mediaType\":\"%s\",\"digest\":\"$1\",\"size\":8589934592".formatted(CONFIG)));
    assertRefused(
        ARM
            + "reading the config for linux/arm64 failed: "
            + digest(arm64.manifest(), CONFIG)
            + " has 8589934592 bytes, which is more than 4194304. No tag has moved.");
  }

  @Test
  void whatHasNoConfigIsNoImage() throws Exception {
    arm64.tagManifest(arm64.manifest().replace("\"config\":{", "\"Config\":{"));
    assertRefused(
        ARM
            + "reading the config for linux/arm64 failed: the manifest has no config. No tag has"
            + " moved.");
  }

  @Test
  void aManifestThatIsGoneIsNamed() throws Exception {
    Manifest missing = document(MANIFEST, "{}");
    arm64.tag(withReference(arm64.index(), MANIFEST, missing), INDEX);
    assertRefused(
        ARM
            + "reading the manifest for linux/arm64 failed: the registry has no manifest "
            + missing.descriptor().digest()
            + ". No tag has moved.");
  }
}
