package io.github.captainos.testing.fault;

import io.github.captainos.testing.program.Command;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The program that a {@link PublisherProcess} runs: Captain's jar and the classes of the tests.
 * Most of what a short process does is to load classes. So one process can leave an archive of
 * those that it loaded, which the others read.
 */
public final class PublisherProgram {
  private final String classPath;
  private final Path archive;

  private PublisherProgram(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /**
   * Packs the classes of the tests: an archive has none that were in a directory.
   *
   * @param directory where to; it need not exist
   * @param captain the jar of the plugin
   */
  public static PublisherProgram pack(Path directory, Path captain) throws IOException {
    Path tests = Files.createDirectories(directory).resolve("tests.jar");
    String[] arguments = {
      "--create",
      "--no-compress",
      "--file=" + tests,
      "-C",
      home(PublisherProcess.class).toString(),
      "."
    };
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    if (jar.run(System.out, System.err, arguments) != 0) {
      throw new IOException("No jar: " + tests);
    }
    // what Maven gives to plugins is not in Captain's jar
    return new PublisherProgram(
        Stream.of(tests, captain, home(LoggerFactory.class))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)),
        directory.resolve("classes.jsa"));
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Starts a process and waits until it takes requests.
   *
   * @param log where all goes that it has to say besides
   */
  public PublisherProcess start(Path log) throws IOException {
    return start("-XX:SharedArchiveFile=" + archive, log);
  }

  /** Does the same; the process writes the archive when it ends by itself. */
  public PublisherProcess startFirst(Path log) throws IOException {
    return start("-XX:ArchiveClassesAtExit=" + archive, log);
  }

  private PublisherProcess start(String option, Path log) throws IOException {
    // without an archive, it is only slower; warnings would be taken for answers
    List<String> options = List.of("-XX:+UseSerialGC", "-Xlog:disable", option);
    ProcessBuilder builder =
        new ProcessBuilder(Command.java(classPath, PublisherProcess.class, options));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return PublisherProcess.of(builder.start());
  }
}
