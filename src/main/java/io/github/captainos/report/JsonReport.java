package io.github.captainos.report;

import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes reports as JSON files, for other programs: {@code report-1.schema.json}. */
public final class JsonReport {
  /** Is increased when programs that read the format before would fail. */
  private static final int FORMAT_VERSION = 1;

  private JsonReport() {}

  /**
   * Writes the report, in UTF-8. The file is there complete or not at all.
   *
   * @throws IOException if the file cannot be written; one that was there is unchanged
   */
  public static void write(Report report, Path file) throws IOException {
    Map<Object, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("formatVersion", FORMAT_VERSION);
    fields.put("goal", report.goal().id());
    fields.put("dryRun", report.dryRun());
    fields.put("repository", report.repository());
    fields.put("tag", report.tag());
    fields.put("flavor", report.flavor());
    fields.putAll(report.toJson());
    byte[] json = Json.writeIndented(fields);
    AtomicFile.write(file, out -> out.write(json));
  }
}
