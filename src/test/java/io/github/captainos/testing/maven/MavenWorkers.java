package io.github.captainos.testing.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * JVMs that run one Maven build after the other, and a program in the place of {@code mvn} that has
 * them run builds. A start of Maven takes a second of processor time, and the stories start it
 * often.
 */
public final class MavenWorkers implements AutoCloseable {
  private final Path workers;

  private MavenWorkers(Path workers) {
    this.workers = workers;
  }

  /** Returns whether a Maven can run several builds in one JVM: Maven 3. */
  public static boolean support(Path maven) throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(maven.resolve("lib"), "maven-core-3.*.jar")) {
      return jars.iterator().hasNext();
    }
  }

  /**
   * Prepares a directory with the program {@code bin/mvn}. It starts the workers.
   *
   * @param maven the home of the Maven that is run
   * @param home the directory, which does not exist
   */
  public static MavenWorkers create(Path maven, Path home) throws IOException {
    Path workers = Files.createDirectories(home.resolve("workers"));
    Path program = Files.createDirectories(home.resolve("bin")).resolve("mvn");
    // it ends before anything is worth compiling
    String client =
        "#!/bin/sh\nexec \"${JAVA_HOME:-%s}/bin/java\" -Xint -XX:+UseSerialGC -cp '%s' %s '%s' '%s' \"$@\"\n"
            .formatted(
                System.getProperty("java.home"),
                copyClasses(home.resolve("classes")),
                MavenClient.class.getName(),
                maven,
                workers);
    Files.writeString(program, client);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    MavenWorkers created = new MavenWorkers(workers);
    // also where the build is cut short
    Runtime.getRuntime().addShutdownHook(new Thread(created::close));
    return created;
  }

  /** Other classes of the tests would take the place of Maven's own. */
  private static Path copyClasses(Path directory) throws IOException {
    String path = MavenWorkers.class.getPackageName().replace('.', '/');
    Path copies = Files.createDirectories(directory.resolve(path));
    URI tests = URI.create(MavenWorkers.class.getResource("MavenWorkers.class").toString());
    try (DirectoryStream<Path> classes = Files.newDirectoryStream(Path.of(tests).getParent())) {
      for (Path file : classes) {
        Files.copy(file, copies.resolve(file.getFileName().toString()));
      }
    }
    return directory;
  }

  /** Ends the workers. */
  @Override
  public void close() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(workers, "*.pid")) {
      for (Path file : files) {
        ProcessHandle.of(Long.parseLong(Files.readString(file)))
            .ifPresent(ProcessHandle::destroyForcibly);
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
