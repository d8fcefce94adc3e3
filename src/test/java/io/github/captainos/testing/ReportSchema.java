package io.github.captainos.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.captainos.report.JsonReport;
import io.github.captainos.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The JSON Schema that is in the plugin, as somebody else's validator reads it. */
public final class ReportSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry DRAFT =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private ReportSchema() {}

  /** Returns the schema itself. */
  public static JsonNode schema() throws IOException {
    try (InputStream in =
        ReportSchema.class.getResourceAsStream("/META-INF/captain/report-1.schema.json")) {
      return JSON.readTree(Objects.requireNonNull(in, "no schema in the plugin"));
    }
  }

  /** Reads a report, which has to be one that the schema describes. */
  public static JsonNode read(Path file) throws IOException {
    JsonNode report = JSON.readTree(Files.readAllBytes(file));
    assertThat(problems(report)).as(file.toString()).isEmpty();
    return report;
  }

  /** Returns what is written of a report, which has to be what the schema describes. */
  public static JsonNode json(Report report) throws IOException {
    Path file = Files.createTempFile("report", ".json");
    try {
      JsonReport.write(report, file);
      return read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Returns what is wrong with a report. */
  public static List<String> problems(JsonNode report) throws IOException {
    return problems(DRAFT.getSchema(schema()), report);
  }

  /** Returns what is wrong with the schema itself. */
  public static List<String> problemsOfItself() throws IOException {
    return problems(
        DRAFT.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema")),
        schema());
  }

  private static List<String> problems(Schema schema, JsonNode json) {
    return schema.validate(json).stream().map(Error::toString).toList();
  }
}
