package io.github.captainos.report.look;

import io.github.captainos.report.Content;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of one or both of two images; or a layer whose files are not known.
 *
 * @param name its path in the image
 * @param state how the second image differs from the first
 * @param from the file in the first image, or null
 * @param to the file in the second image, or null
 */
public record DiffedFile(String name, State state, @Nullable Side from, @Nullable Side to) {

  /** How a file differs. */
  public enum State {
    SAME,
    CHANGED,
    ADDED,
    REMOVED;

    /** Returns the word for recaps and reports. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The file in one image.
   *
   * @param sha256 the digest of its own bytes, in hexadecimal digits, or null if it is not known
   * @param directory the directory that is its layer, or null if the layer has only this file
   * @param layer its layer
   */
  public record Side(@Nullable String sha256, @Nullable String directory, Content layer) {

    /** Returns its size, that of its layer; null if the layer has other files. */
    @Nullable Long size() {
      return directory == null ? layer.size() : null;
    }

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("size", size());
      json.put("sha256", sha256);
      json.put("layer", layer.toJson());
      return json;
    }
  }

  /** Returns the directory that is its layer; null if there is none. */
  @Nullable String directory() {
    return any().directory();
  }

  private Side any() {
    return to != null ? to : Objects.requireNonNull(from);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("state", state.word());
    json.put("from", from == null ? null : from.toJson());
    json.put("to", to == null ? null : to.toJson());
    return json;
  }
}
