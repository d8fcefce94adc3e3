package io.github.captainos.testing.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A workflow of GitHub's.
 *
 * @param text its file
 * @param root what is in it
 */
public record Workflow(String text, Map<String, Object> root) {
  /** Reads one. */
  public static Workflow read(Path file) throws IOException {
    String text = Files.readString(file);
    return new Workflow(text, map(new Load(LoadSettings.builder().build()).loadFromString(text)));
  }

  /** Returns a section of a section, empty where there is none. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Object section, String... names) {
    Object value = section;
    for (String name : names) {
      value = ((Map<String, Object>) value).getOrDefault(name, Map.of());
    }
    return (Map<String, Object>) value;
  }

  /** Returns the jobs, each by its name. */
  public Map<String, Object> jobs() {
    return map(root, "jobs");
  }

  /** Returns the steps of a job. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> steps(Object job) {
    return (List<Map<String, Object>>) map(job).getOrDefault("steps", List.of());
  }

  /** Returns the inputs that a call has. */
  Map<String, Object> inputs(Map<String, ?> given) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    map(root, "on", "workflow_call", "inputs")
        .forEach(
            (name, declared) -> {
              Object value = given.get(name);
              if (value == null) {
                value = map(declared).get("default");
              }
              if (value == null) {
                throw new IllegalArgumentException("The input " + name + " is required");
              }
              inputs.put(name, value);
            });
    if (!inputs.keySet().containsAll(given.keySet())) {
      throw new IllegalArgumentException("There are inputs that are not declared: " + given);
    }
    return inputs;
  }
}
