package io.github.captainos.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts reports into JSON files, for other programs. {@code report-1.schema.json} describes them.
 */
public final class JsonReport {
  /** Goes up when a reader of the format before would stumble. */
  private static final int FORMAT_VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private JsonReport() {}

  /**
   * Writes the report, in UTF-8. The file is there in whole or not at all.
   *
   * @throws IOException if the file cannot be written; one that was there is as it was
   */
  public static void write(Report report, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
    try {
      try (Writer text = Files.newBufferedWriter(fresh)) {
        write(report, text);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void write(Report report, Writer text) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", FORMAT_VERSION);
      json.writeStringField("goal", report.goal().id());
      json.writeBooleanField("dryRun", report.dryRun());
      json.writeStringField("repository", report.repository());
      json.writeStringField("tag", report.tag());
      writeFields(report.toJson(), json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeFields(Map<?, ?> object, JsonGenerator json) throws IOException {
    for (Map.Entry<?, ?> field : object.entrySet()) {
      json.writeFieldName(String.valueOf(field.getKey()));
      write(field.getValue(), json);
    }
  }

  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> object) {
      json.writeStartObject();
      writeFields(object, json);
      json.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(element, json);
      }
      json.writeEndArray();
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value == null) {
      json.writeNull();
    } else {
      json.writeString((String) value);
    }
  }
}
