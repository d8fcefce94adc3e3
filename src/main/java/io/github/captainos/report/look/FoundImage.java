package io.github.captainos.report.look;

import io.github.captainos.report.Content;
import io.github.captainos.report.Report.NamedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image that a repository has.
 *
 * @param image the image
 * @param content its index or manifest
 */
public record FoundImage(NamedImage image, Content content) {

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("reference", image.reference());
    json.put("target", image.target());
    json.putAll(content.toJson());
    return json;
  }
}
