package io.github.captainos.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what steps of a workflow leave in the file {@code GITHUB_OUTPUT}, as the runner does. */
public final class StepOutputs {
  private StepOutputs() {}

  /** Returns the outputs; of two with the same name, the later one. */
  public static Map<String, String> read(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> lines = text.isEmpty() ? List.of() : List.of(text.split("\n"));
    Map<String, String> outputs = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int equals = line.indexOf('=');
      int delimited = line.indexOf("<<");
      if (equals > 0 && (delimited < 0 || equals < delimited)) {
        outputs.put(line.substring(0, equals), line.substring(equals + 1));
      } else if (delimited > 0) {
        String delimiter = line.substring(delimited + 2);
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(delimiter);
        if (delimiter.isEmpty() || end == i) {
          throw new AssertionError("No end of: " + line);
        }
        outputs.put(line.substring(0, delimited), String.join("\n", lines.subList(i + 1, end)));
        i = end;
      } else {
        throw new AssertionError("The runner would fail the step because of: " + line);
      }
    }
    return outputs;
  }
}
