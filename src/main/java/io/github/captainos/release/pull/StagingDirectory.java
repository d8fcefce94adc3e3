package io.github.captainos.release.pull;

import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.support.FileMutex;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory for files that are not verified yet: inside the output directory, so that they can be
 * moved without copying. It locks the output directory, since the files of two pulls would be
 * mixed, and verified against each other's checksums. It is deleted when it is closed, also after
 * Ctrl-C; the next pull deletes that of a killed build.
 */
final class StagingDirectory implements AutoCloseable {
  private static final String PREFIX = EntryNames.STAGING_PREFIX;

  private static final Log LOG = Log.of(StagingDirectory.class);
  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{8}(-[0-9a-f]+){4}");
  private static final String LOCK = PREFIX + "lock";
  private static final int MAX_TRIES = 10;

  private final Path output;
  private final FileMutex mutex;
  private final Path directory;

  /** The topmost directory that was created for this, to be deleted if it stays empty. */
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
   * Creates the output directory and a staging directory in it, after waiting for other pulls.
   *
   * @throws IOException if that is not possible
   */
  static StagingDirectory in(Path output) throws IOException {
    return in(output, () -> LOG.info("Waiting for another pull that writes into {}", output));
  }

  /**
   * Does so.
   *
   * @param waiting run if there is another pull
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

  /** The owner of the lock deletes the directory at the end, if it is empty. */
  private static StagingDirectory lock(Path output, Runnable waiting) throws IOException {
    Path made = null;
    while (true) {
      Path missing = firstMissing(output);
      if (made == null || missing != null && made.startsWith(missing)) {
        made = missing;
      }
      try {
        Files.createDirectories(output);
        FileMutex mutex = FileMutex.take(output.resolve(LOCK), waiting);
        return new StagingDirectory(
            output, mutex, output.resolve(PREFIX + UUID.randomUUID()), made);
      } catch (NoSuchFileException e) {
        // the directory has just been removed
      } catch (IOException e) {
        release(output, null, made); // such as where the disk is full
        throw e;
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

  /** Deletes what killed builds left. A failure does not prevent the pull. */
  private static void sweep(Path output) {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(output, PREFIX + "*")) {
      for (Path directory : old) {
        if (NAME.matcher(directory.getFileName().toString()).matches()
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          deleteAll(directory);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // the directory cannot be read
    }
  }

  /**
   * Returns the path of a new file.
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

  /**
   * Deletes the directory. At exit, other threads may still be writing, but they cannot create
   * files.
   */
  private synchronized void delete() {
    if (deleted) {
      return; // what exists now belongs to another pull
    }
    closed = true;
    deleted = true;
    for (int i = 0; i < MAX_TRIES && Files.exists(directory); i++) {
      try {
        deleteAll(directory);
      } catch (IOException | DirectoryIteratorException e) {
        // try again
      }
    }
    release(output, mutex, made);
  }

  /**
   * Releases the lock, and deletes the directories that were created if they are empty.
   *
   * @param mutex the lock; null if it could not be taken
   */
  private static void release(Path output, @Nullable FileMutex mutex, @Nullable Path made) {
    try (mutex) {
      if (mutex != null) {
        mutex.delete();
      }
      for (Path p = output; made != null && p.startsWith(made); p = p.getParent()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException e) {
      // the output directory has files, as intended
    }
  }

  /** Deletes a staging directory, which has only files and links. */
  private static void deleteAll(Path directory) throws IOException {
    try (DirectoryStream<Path> staged = Files.newDirectoryStream(directory)) {
      for (Path file : staged) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }
}
