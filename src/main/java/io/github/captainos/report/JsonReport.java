package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports as JSON files, for other programs: {@code report-1.schema.json}. A record is an
 * object with a field for each component. Jackson's annotations mean what they mean for Jackson:
 * {@link JsonUnwrapped} puts the fields of a component in its place, {@link JsonIgnore} leaves a
 * component out. Of a descriptor, the media type, the digest and the size are written.
 */
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
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("formatVersion", FORMAT_VERSION);
    fields.put("goal", report.goal().id());
    fields.put("dryRun", report.dryRun());
    fields.put("repository", report.repository());
    fields.put("tag", report.tag());
    fields.put("flavor", report.flavor());
    fields(report).forEach(fields::putIfAbsent);
    byte[] json = Json.writeIndented(fields);
    AtomicFile.write(file, out -> out.write(json));
  }

  private static Map<String, @Nullable Object> fields(Object object) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (object instanceof Descriptor descriptor) {
      fields.put("mediaType", descriptor.mediaType());
      fields.put("digest", descriptor.digest().toString());
      fields.put("size", descriptor.size());
      return fields;
    }
    try {
      for (RecordComponent one : object.getClass().getRecordComponents()) {
        Object value = one.getAccessor().invoke(object);
        if (one.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
          fields.putAll(fields(value));
        } else if (!one.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
          fields.put(one.getName(), value(value));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e); // the records of reports are public
    }
    return fields;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Enum<?> one) {
      return one.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JsonReport::value).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach((name, one) -> fields.put(String.valueOf(value(name)), value(one)));
      return fields;
    }
    return value instanceof Record ? fields(value) : value.toString();
  }
}
