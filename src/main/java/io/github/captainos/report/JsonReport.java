package io.github.captainos.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Puts a report into a JSON file, for other programs. */
public final class JsonReport {
  /** Goes up when a reader of the format before would stumble. */
  private static final int FORMAT_VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private JsonReport() {}

  /**
   * Writes the report, in UTF-8.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(PublishReport report, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (Writer text = Files.newBufferedWriter(file);
        JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", FORMAT_VERSION);
      json.writeStringField("goal", "publish");
      json.writeBooleanField("dryRun", report.dryRun());
      json.writeArrayFieldStart("images");
      for (PublishReport.Image image : report.images()) {
        write(image, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(PublishReport.Image image, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("reference", image.reference());
    json.writeStringField("digest", image.digest());
    json.writeStringField("replacedDigest", image.replacedDigest());
    json.writeStringField("target", image.target());
    json.writeArrayFieldStart("platforms");
    for (PublishReport.Platform platform : image.platforms()) {
      json.writeStartObject();
      json.writeStringField("platform", platform.platform());
      json.writeStringField("digest", platform.digest());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("artifacts");
    for (Artifact artifact : image.artifacts()) {
      json.writeStartObject();
      json.writeStringField("name", artifact.name());
      json.writeNumberField("size", artifact.size());
      json.writeStringField("digest", artifact.digest());
      json.writeStringField("state", artifact.state().name().toLowerCase(Locale.ROOT));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
