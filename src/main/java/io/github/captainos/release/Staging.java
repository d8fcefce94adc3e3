package io.github.captainos.release;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Files that are not known to be right yet: in a directory inside the output directory, so that
 * giving them their names is no copying. When it is closed they are gone, also after Ctrl-C.
 */
final class Staging implements AutoCloseable {
  private static final String PREFIX = ".captain-pull-";
  private static final Duration STALE_AFTER = Duration.ofHours(1);

  private final Path directory;

  /** The topmost directory that was made for this, to be removed if nothing gets into it. */
  private final @Nullable Path made;

  private final AtomicInteger count = new AtomicInteger();
  private final Thread atExit = new Thread(this::deleteQuietly, "captain-staging");

  private Staging(Path directory, @Nullable Path made) {
    this.directory = directory;
    this.made = made;
  }

  /**
   * Makes the output directory and a place in it.
   *
   * @throws IOException if that cannot be done
   */
  static Staging in(Path output) throws IOException {
    Path made = firstMissing(output);
    Files.createDirectories(output);
    sweep(output);
    Staging staging =
        new Staging(Files.createDirectory(output.resolve(PREFIX + UUID.randomUUID())), made);
    Runtime.getRuntime().addShutdownHook(staging.atExit);
    return staging;
  }

  private static @Nullable Path firstMissing(Path path) {
    Path missing = null;
    for (Path p = path.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      missing = p;
    }
    return missing;
  }

  /** What a build left that was killed. */
  private static void sweep(Path output) throws IOException {
    Instant stale = Instant.now().minus(STALE_AFTER);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(output, PREFIX + "*")) {
      for (Path directory : old) {
        if (Files.getLastModifiedTime(directory).toInstant().isBefore(stale)) {
          delete(directory);
        }
      }
    }
  }

  /** Returns a name for a file that there is not yet. */
  Path newFile() {
    return directory.resolve(Integer.toString(count.incrementAndGet()));
  }

  @Override
  public void close() {
    deleteQuietly();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook runs
    }
  }

  private void deleteQuietly() {
    try {
      delete(directory);
      for (Path p = directory.getParent(); made != null && p.startsWith(made); p = p.getParent()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException e) {
      // something is in the output directory, as it should be
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
