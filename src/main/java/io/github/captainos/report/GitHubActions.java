package io.github.captainos.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a report to the files that the runner provides for a step of a workflow.
 *
 * @see <a
 *     href="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files">GitHub's
 *     documentation: environment files</a>
 */
public final class GitHubActions {
  /**
   * The maximum size of a summary. GitHub does not show a larger one, and reports an error instead.
   */
  static final int LARGEST_SUMMARY = 1 << 20;

  private GitHubActions() {}

  /**
   * Sets outputs of the step.
   *
   * @param report what was done
   * @param json the path of the report, or null if there is none
   * @param file the file of {@code GITHUB_OUTPUT}
   * @throws IOException if it cannot be written
   */
  public static void setOutputs(Report report, @Nullable Path json, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    outputs(report, json).forEach((name, value) -> text.append(line(name, value)));
    append(text.toString(), file);
  }

  /**
   * Returns the outputs. The combined image is the last, so {@code image} and {@code digest} are
   * its own if there is one. Several flavors of one step have outputs of their own, too. {@code
   * images} is JSON, since a reusable workflow cannot have an output for each target.
   */
  private static Map<String, String> outputs(Report report, @Nullable Path json) {
    Map<String, String> outputs = new LinkedHashMap<>();
    if (report.tag() != null) {
      outputs.put("tag", report.tag());
    }
    if (report.flavor() != null) {
      outputs.put("flavor", report.flavor());
    }
    Map<String, Object> images = new LinkedHashMap<>();
    for (Report.NamedImage image : report.names()) {
      String reference = image.reference();
      Map<String, String> fields = new TreeMap<>();
      fields.put("tag", reference.substring(reference.lastIndexOf(':') + 1));
      fields.put("digest", image.digest().toString());
      fields.put("reference", reference);
      images.put(image.target(), fields);
      outputs.put("image", reference);
      outputs.put("digest", image.digest().toString());
      outputs.put("image-" + image.target(), reference);
      outputs.put("digest-" + image.target(), image.digest().toString());
      if (report.flavor() != null) {
        String own = report.flavor() + "-" + image.target();
        outputs.put("image-" + own, image.reference());
        outputs.put("digest-" + own, image.digest().toString());
      }
    }
    if (!images.isEmpty()) {
      outputs.put("images", new String(Json.write(images), UTF_8));
    }
    outputs.putAll(report.outputs());
    if (json != null) {
      outputs.put("report", json.toString());
    }
    if (report.notes().isPresent()) {
      outputs.put("notes", json.toString().replaceFirst("\\.json$", ".md"));
    }
    return outputs;
  }

  private static String line(String name, String value) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return name + "=" + value + "\n";
    }
    // a random delimiter, so that no value contains it
    String delimiter = "captain-" + UUID.randomUUID();
    return name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n";
  }

  /**
   * Appends a recap to the step's summary, in a code fence.
   *
   * @param recap its lines
   * @param file the file of {@code GITHUB_STEP_SUMMARY}
   * @throws IOException if it cannot be written, or would become too large
   */
  public static void addSummary(List<String> recap, Path file) throws IOException {
    // a name in a line cannot end the fence
    String text = "```text\n" + String.join("\n", recap).replace("```", "'''") + "\n```\n\n";
    synchronized (GitHubActions.class) { // or another module's might come in between
      long before = Files.exists(file) ? Files.size(file) : 0;
      if (before + text.getBytes(UTF_8).length > LARGEST_SUMMARY) {
        throw new IOException("it would be larger than the 1 MiB that GitHub shows");
      }
      append(text, file);
    }
  }

  /**
   * Appends with a single write, since other modules and programs may append to the file at the
   * same time.
   */
  private static void append(String text, Path file) throws IOException {
    synchronized (GitHubActions.class) {
      ByteBuffer bytes = UTF_8.encode(endsAmidALine(file) ? "\n" + text : text);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  private static boolean endsAmidALine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
    }
  }
}
