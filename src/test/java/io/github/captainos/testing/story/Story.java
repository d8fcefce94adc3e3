package io.github.captainos.testing.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.image.RemoteView;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A project of the integration tests after Maven has built it. */
public final class Story {
  private final Path directory;
  private final RemoteView images;

  /**
   * @param directory the project
   * @param registry {@code host:port}
   * @param registryHome the directory with the registry's storage and its access log
   */
  public Story(File directory, String registry, String registryHome) {
    this.directory = directory.toPath();
    this.images =
        new RemoteView(registry, registryHome, "it/" + directory.getName() + "/artifacts");
  }

  /** Returns what is in the story's own repository. */
  public RemoteView images() {
    return images;
  }

  /** Returns a file of the project. */
  public Path file(String path) {
    return directory.resolve(path);
  }

  /** Returns a file's text. */
  public String text(String path) throws IOException {
    return Files.readString(file(path));
  }

  /** Returns what Maven printed, with each run of white space as one blank. */
  public String log() throws IOException {
    return inOneLine(text("build.log"));
  }

  /** Returns what Maven printed in each of the story's invocations, in the same form. */
  public List<String> runs() throws IOException {
    return Arrays.stream(text("build.log").split("\\[INFO\\] Scanning for projects"))
        .skip(1)
        .map(Story::inOneLine)
        .toList();
  }

  private static String inOneLine(String log) {
    return log.replaceAll("\\[(INFO|ERROR|WARNING)\\]", "").replaceAll("\\s+", " ");
  }

  /** Asserts that Maven printed all of this. */
  public void prints(String... texts) throws IOException {
    String log = log();
    for (String text : texts) {
      if (!log.contains(text)) {
        throw new AssertionError("The log does not have: " + text);
      }
    }
  }

  /** Asserts that Maven failed with one message that has all of this, without a stack trace. */
  public void failsWith(String... texts) throws IOException {
    prints(texts);
    prints("Failed to execute goal io.github.captainos:captain-maven-plugin");
    String log = text("build.log");
    if (log.contains("\tat ") || log.contains("Exception:")) {
      throw new AssertionError("The log has a stack trace");
    }
  }

  /**
   * Asserts that a directory has the files that were published for these architectures, byte for
   * byte, and no others.
   */
  public void holds(Path pulled, List<String> architectures) throws IOException {
    Map<String, Path> published = new TreeMap<>();
    for (String arch : architectures) {
      Path os = file("target/os/" + arch);
      published.put("vmlinuz-" + arch, os.resolve("vmlinuz-6.12.0"));
      for (String name : List.of("initramfs-" + arch + ".cpio.zst", "captainos-" + arch + ".iso")) {
        published.put(name, os.resolve(name));
      }
      String sums = "sha256sums-" + arch + ".txt";
      published.put(sums, file("target/captain/" + sums));
    }
    try (Stream<Path> files = Files.list(pulled)) {
      assertThat(files.map(found -> found.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(published.keySet());
    }
    published.forEach(
        (name, file) -> assertThat(pulled.resolve(name)).hasSameBinaryContentAs(file));
  }
}
