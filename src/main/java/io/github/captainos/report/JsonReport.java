package io.github.captainos.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a report into a JSON file, for other programs. */
public final class JsonReport {
  /** Goes up when a reader of the format before would stumble. */
  private static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /**
   * Writes the report, in UTF-8.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(PublishReport report, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(json(report)) + "\n");
  }

  private static Map<String, @Nullable Object> json(PublishReport report) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("formatVersion", FORMAT_VERSION);
    json.put("goal", "publish");
    json.put("dryRun", report.dryRun());
    json.put("images", report.images().stream().map(JsonReport::image).toList());
    return json;
  }

  private static Map<String, @Nullable Object> image(PublishReport.Image image) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", image.reference());
    json.put("digest", image.digest());
    json.put("replacedDigest", image.replacedDigest());
    json.put("target", image.target());
    json.put("platforms", List.copyOf(image.platforms()));
    json.put("artifacts", image.artifacts().stream().map(JsonReport::artifact).toList());
    return json;
  }

  private static Map<String, @Nullable Object> artifact(Artifact artifact) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", artifact.name());
    json.put("size", artifact.size());
    json.put("digest", artifact.digest());
    json.put("state", artifact.state().name().toLowerCase(Locale.ROOT));
    return json;
  }
}
