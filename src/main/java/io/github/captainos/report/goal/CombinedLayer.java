package io.github.captainos.report.goal;

import io.github.captainos.report.Part;
import io.github.captainos.report.Recap;
import io.github.captainos.support.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a combined image.
 *
 * @param name the name of its file or directory
 * @param target the target whose image it is from
 * @param diffId the digest of its uncompressed bytes, as {@code sha256:…}
 * @param layer the layer
 */
public record CombinedLayer(String name, String target, String diffId, Part layer) {

  Recap.Line line() {
    return new Recap.Line(Printable.of(name), layer.size(), layer, "");
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("target", target);
    json.put("diffId", diffId);
    json.putAll(layer.toJson());
    return json;
  }
}
