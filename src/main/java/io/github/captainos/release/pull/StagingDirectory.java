package io.github.captainos.release.pull;

import io.github.captainos.image.EntryNames;
import io.github.captainos.support.FileMutex;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are not known to be right yet: in a directory inside the output directory, so that
 * giving them their names is no copying. One pull at a time has the output directory for itself:
 * the files of two would be mixed, and checked against the checksums of the other. When it is
 * closed all of that is gone, also after Ctrl-C; what a killed build leaves, the next one removes.
 */
final class StagingDirectory implements AutoCloseable {
  private static final String PREFIX = EntryNames.STAGING_PREFIX;

  private static final Logger LOG = LoggerFactory.getLogger(StagingDirectory.class);
  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{8}(-[0-9a-f]+){4}");
  private static final String LOCK = PREFIX + "lock";
  private static final int TRIES = 10;

  private final Path output;
  private final FileMutex mutex;
  private final Path directory;

  /** The topmost directory that was made for this, to be removed if nothing gets into it. */
  private final @Nullable Path made;

  private final AtomicInteger count = new AtomicInteger();
  private final Thread atExit = new Thread(this::delete, "captain-staging");
  private volatile boolean closed;
  private boolean deleted;

  private StagingDirectory(Path output, FileMutex mutex, Path directory, @Nullable Path made) {
    this.output = output;
    this.mutex = mutex;
    this.directory = directory;
    this.made = made;
  }

  /**
   * Makes the output directory and a place in it, once no other pull writes into it.
   *
   * @throws IOException if that cannot be done
   */
  static StagingDirectory in(Path output) throws IOException {
    return in(output, () -> LOG.info("Waiting for another pull that writes into {}", output));
  }

  /**
   * Does so.
   *
   * @param waiting is run if there is another pull
   */
  static StagingDirectory in(Path output, Runnable waiting) throws IOException {
    StagingDirectory staging = lock(output, waiting);
    try {
      sweep(output);
      Files.createDirectory(staging.directory);
      Runtime.getRuntime().addShutdownHook(staging.atExit);
      return staging;
    } catch (IllegalStateException e) {
      staging.delete();
      throw new IOException("the build is being terminated", e);
    } catch (IOException e) {
      staging.delete();
      throw e;
    }
  }

  /** Whoever has the lock deletes it in the end, and the directory, too, if nothing is in it. */
  private static StagingDirectory lock(Path output, Runnable waiting) throws IOException {
    while (true) {
      Path made = firstMissing(output);
      Files.createDirectories(output);
      try {
        FileMutex mutex = FileMutex.take(output.resolve(LOCK), waiting);
        if (mutex.isThere()) {
          return new StagingDirectory(
              output, mutex, output.resolve(PREFIX + UUID.randomUUID()), made);
        }
        mutex.close();
      } catch (NoSuchFileException e) {
        // the directory has just been removed
      }
    }
  }

  private static @Nullable Path firstMissing(Path path) {
    Path missing = null;
    for (Path p = path.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      missing = p;
    }
    return missing;
  }

  /** Whatever goes wrong here is no reason not to pull. */
  private static void sweep(Path output) {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(output, PREFIX + "*")) {
      for (Path directory : old) {
        if (NAME.matcher(directory.getFileName().toString()).matches()
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          deleteTree(directory);
        }
      }
    } catch (IOException e) {
      // it is not ours to read
    }
  }

  /**
   * Returns a name for a file that there is not yet.
   *
   * @throws IOException if the build is being terminated
   */
  Path newFile() throws IOException {
    if (closed) {
      throw new IOException("the build is being terminated");
    }
    return directory.resolve(Integer.toString(count.incrementAndGet()));
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook runs
    }
  }

  /** At exit, others may still be writing; but nothing new begins. */
  private synchronized void delete() {
    if (deleted) {
      return; // and what is there now is another's
    }
    closed = true;
    deleted = true;
    for (int i = 0; i < TRIES && Files.exists(directory); i++) {
      try {
        deleteTree(directory);
      } catch (IOException e) {
        // once more
      }
    }
    try (mutex) {
      Files.deleteIfExists(output.resolve(LOCK));
      for (Path p = output; made != null && p.startsWith(made); p = p.getParent()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException e) {
      // something is in the output directory, as it should be
    }
  }

  private static void deleteTree(Path directory) throws IOException {
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
