package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.report.Part.State;
import io.github.captainos.testing.ReportSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
  @TempDir private Path directory;

  private static List<Report> all() {
    return List.of(
        Examples.published(
            Examples.image("amd64", "00", State.UPLOADED),
            Examples.image("both", "11", State.PRESENT)),
        Examples.planned(Examples.image("amd64", null, State.PLANNED)),
        Examples.published(Examples.withDirectory(Examples.image("a", null, State.UPLOADED))),
        Examples.published(Examples.attested(Examples.image("a", null, State.UPLOADED))),
        Examples.flavored("raspberry-pi", Examples.image("both", null, State.UPLOADED)),
        Examples.combined(false, "00", State.UPLOADED),
        Examples.combined(false, "11", State.PRESENT),
        Examples.combined(true, null, State.PLANNED),
        Examples.pulled("bin/sh"),
        Examples.pulled(),
        Examples.copied(false),
        Examples.copied(true),
        Examples.tagged(false),
        Examples.tagged(true),
        Examples.verified(),
        LookExamples.inspected(
            LookExamples.file("vmlinuz", "44".repeat(32)), LookExamples.directory("firmware", 2)),
        LookExamples.inspectedManifest(),
        LookExamples.list(),
        LookExamples.diff());
  }

  private JsonNode written(Report report) throws IOException {
    Path file = directory.resolve("target/captain").resolve(report.goal().files(null).get(0));
    JsonReport.write(report, file);
    return ReportSchema.read(file);
  }

  @Test
  void aNameIsInTheReportAsItIs() throws Exception {
    String name = "evil\u202egpj.\u009b2J";
    JsonNode report = written(Examples.pulled(name));
    assertThat(report.at("/artifacts/0/name").asText()).isEqualTo(name);
  }

  @Test
  void aDirectoryHasItsEntriesAndAFileHasNone() throws Exception {
    JsonNode artifacts =
        written(
                Examples.published(
                    Examples.withDirectory(Examples.image("amd64", null, State.UPLOADED))))
            .at("/images/0/artifacts");
    assertThat(artifacts.at("/0/entries").isNull()).isTrue();
    JsonNode directory = artifacts.path(2);
    assertThat(directory.path("sha256").isNull()).isTrue();
    assertThat(directory.path("entries")).hasSize(3);
    assertThat(directory.at("/entries/2/type").asText()).isEqualTo("link");
    assertThat(directory.at("/entries/2/target").asText()).isEqualTo("../vmlinuz-amd64");
  }

  @Test
  void theSchemaIsOne() throws Exception {
    assertThat(ReportSchema.problemsOfItself()).isEmpty();
  }

  @Test
  void everyReportIsWhatTheSchemaSays() throws Exception {
    for (Report report : all()) {
      assertThat(written(report).path("goal").asText()).isEqualTo(report.goal().id());
    }
  }

  @Test
  void aReportThatLacksAFieldOrHasOneMoreIsNotWhatTheSchemaSays() throws Exception {
    for (Report report : all()) {
      JsonNode json = written(report);
      for (ObjectNode object : objects(json)) {
        object.put("more", 1);
        assertThat(ReportSchema.problems(json)).as("with one more: " + object).isNotEmpty();
        object.remove("more");
        for (String name : names(object)) {
          JsonNode value = object.remove(name);
          assertThat(ReportSchema.problems(json)).as("without " + name).isNotEmpty();
          object.set(name, value);
        }
      }
      assertThat(ReportSchema.problems(json)).as("as it was").isEmpty();
    }
  }

  private static List<ObjectNode> objects(JsonNode json) {
    List<ObjectNode> objects = new ArrayList<>();
    if (json instanceof ObjectNode object) {
      objects.add(object);
    }
    if (json instanceof ObjectNode || json instanceof ArrayNode) {
      json.forEach(child -> objects.addAll(objects(child)));
    }
    return objects;
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aWrongValueIsNotWhatTheSchemaSays() throws Exception {
    ObjectNode report = (ObjectNode) written(all().get(0));
    ObjectNode image = (ObjectNode) report.path("images").path(0);

    image.put("digest", "sha256:1234");
    assertThat(ReportSchema.problems(report)).isNotEmpty();
    image.put("digest", digest("11"));
    image.put("state", "lost");
    assertThat(ReportSchema.problems(report)).isNotEmpty();
    image.put("state", "uploaded");
    report.put("formatVersion", 2);
    assertThat(ReportSchema.problems(report)).isNotEmpty();
    report.put("formatVersion", 1);
    report.put("flavor", "Raspberry Pi");
    assertThat(ReportSchema.problems(report)).isNotEmpty();
    report.put("flavor", "raspberry-pi");
    assertThat(ReportSchema.problems(report)).isEmpty();
  }

  @Test
  void aDryRunHasSentNothing() throws Exception {
    for (Report sent : List.of(all().get(0), Examples.combined(false, null, State.UPLOADED))) {
      ObjectNode report = (ObjectNode) written(sent);
      report.put("dryRun", true);
      assertThat(ReportSchema.problems(report)).isNotEmpty();
    }
  }

  @Test
  void aCombinedImageNamesTheImagesItIsMadeOf() throws Exception {
    JsonNode report = written(Examples.combined(false, null, State.UPLOADED));
    assertThat(report.path("digest").asText()).isEqualTo(digest("11"));
    assertThat(report.path("sources")).hasSize(2);
    assertThat(report.at("/sources/1/digest").asText()).isEqualTo(digest("77"));
    assertThat(report.at("/layers/1/name").asText()).isEqualTo("evil\u202egpj");
    assertThat(report.at("/layers/1/target").asText()).isEqualTo("arm64");
    assertThat(report.at("/totals/uploaded/count").asInt()).isEqualTo(5);
    assertThat(report.at("/totals/present/bytes").asLong()).isEqualTo(12171264 + 76457437);
  }

  @Test
  void totalsCountEachBlobOnce() throws Exception {
    JsonNode totals = written(all().get(0)).path("totals");
    assertThat(totals.path("uploaded").path("count").asInt()).isEqualTo(6);
    assertThat(totals.path("uploaded").path("bytes").asLong())
        .isEqualTo(856 + 2 * 1301 + 2 * 1204 + 12171200 + 512);
    assertThat(totals.path("present").path("count").asInt()).isEqualTo(1);
    assertThat(totals.path("planned").path("count").asInt()).isZero();
  }

  @Test
  void theSameIsWrittenTheSameAndNothingElseIsLeft() throws Exception {
    Path file = directory.resolve("tag.json");
    JsonReport.write(Examples.tagged(true), file);
    byte[] first = Files.readAllBytes(file);
    JsonReport.write(Examples.tagged(true), file);

    assertThat(file).hasBinaryContent(first);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whereItCannotBeWrittenNothingIsLeft() throws Exception {
    Path file = directory.resolve("tag.json");
    Files.createDirectories(file.resolve("in-the-way"));

    assertThatThrownBy(() -> JsonReport.write(Examples.tagged(true), file))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
