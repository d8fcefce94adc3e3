package io.github.captainos.testing.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.program.Command;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A process that publishes what it is asked to, and that can be killed: Captain without Maven. */
public final class PublisherProcess implements AutoCloseable {
  private static final String READY = "ready";
  private static final String PUBLISHED = "published";

  private final Process process;
  private final BufferedReader answers;

  private PublisherProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /** Publishes once for each line of its input. */
  public static void main(String[] arguments) throws IOException {
    System.out.println(READY);
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] words = line.split("\t");
      try {
        publishing(words[0], words[1], words[2], Path.of(words[3])).publish();
        System.out.println(PUBLISHED);
      } catch (ReleaseException e) {
        System.out.println(e.getMessage().replace('\n', ' '));
      }
    }
  }

  private static Publishing publishing(
      String registry, String repository, String tag, Path directory) {
    return MiniatureRelease.publishing(
        new Repository(
            registry, repository, "artifacts", directory, RegistryOptions.of(5, HangGuard.TIMEOUT)),
        new ReleaseVersion(
            MiniatureRelease.setting(tag),
            null,
            MiniatureRelease.setting("1234567"),
            null,
            Instant.EPOCH,
            directory),
        directory);
  }

  /**
   * Starts it and waits until it takes requests.
   *
   * @param captain the jar of the plugin
   * @param log where all goes that it has to say besides
   */
  public static PublisherProcess start(Path captain, Path log) throws IOException {
    // what Maven gives to plugins is not in Captain's jar
    String classPath =
        Stream.of(home(PublisherProcess.class), captain, home(LoggerFactory.class))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Command.java(classPath, PublisherProcess.class, List.of("-XX:+UseSerialGC")));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    PublisherProcess started = new PublisherProcess(builder.start());
    String answer = started.answers.readLine();
    if (!READY.equals(answer)) {
      started.close();
      throw new IllegalStateException("The process did not start, but said " + answer);
    }
    return started;
  }

  private static Path home(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /**
   * Has {@code amd64.iso} and {@code arm64.iso} published, combined and each on its own; does not
   * wait for it.
   *
   * @param registry {@code host:port}, or {@code oci:} and a directory
   * @param repository the repository's name, without {@code /artifacts}
   * @param tag the tag of the combined image
   * @param directory where the files are
   */
  public void publish(String registry, String repository, String tag, Path directory)
      throws IOException {
    String line = String.join("\t", registry, repository, tag, directory.toString()) + "\n";
    process.getOutputStream().write(line.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for the end of what {@link #publish} began; returns what went wrong, or nothing. */
  public String problem() throws IOException {
    String answer = answers.readLine();
    return PUBLISHED.equals(answer) ? "" : "It said " + answer;
  }

  /** Has it end once it is through with what it was asked for. */
  public void askNoMore() throws IOException {
    process.getOutputStream().close();
  }

  /** Returns the process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Kills it, at whatever it is. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
