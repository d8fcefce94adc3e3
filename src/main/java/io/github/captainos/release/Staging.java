package io.github.captainos.release;

import io.github.captainos.image.EntryNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that are not known to be right yet: in a directory inside the output directory, so that
 * giving them their names is no copying. When it is closed they are gone, also after Ctrl-C; what a
 * killed build leaves, the next one removes, as nobody has the lock on it any more.
 */
final class Staging implements AutoCloseable {
  private static final String PREFIX = EntryNames.STAGING_PREFIX;

  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{8}(-[0-9a-f]+){4}");
  private static final String LOCK = "lock";
  private static final int TRIES_TO_DELETE = 10;

  private final Path directory;

  /** The topmost directory that was made for this, to be removed if nothing gets into it. */
  private final @Nullable Path made;

  private final FileChannel lock;
  private final AtomicInteger count = new AtomicInteger();
  private final Thread atExit = new Thread(this::delete, "captain-staging");
  private volatile boolean closed;

  private Staging(Path directory, @Nullable Path made, FileChannel lock) {
    this.directory = directory;
    this.made = made;
    this.lock = lock;
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
    Path directory = Files.createDirectory(output.resolve(PREFIX + UUID.randomUUID()));
    FileChannel lock =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    Staging staging = new Staging(directory, made, lock);
    try {
      Runtime.getRuntime().addShutdownHook(staging.atExit);
    } catch (IllegalStateException e) {
      staging.delete();
      throw new IOException("the build is being ended", e);
    }
    return staging;
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
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && isAbandoned(directory)) {
          deleteTree(directory);
        }
      }
    } catch (IOException e) {
      // another build sweeps too, or it is not ours to read
    }
  }

  private static boolean isAbandoned(Path directory) {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
      FileLock free = channel.tryLock();
      return free != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false; // just being made, just being removed, or in use in this very process
    }
  }

  /**
   * Returns a name for a file that there is not yet.
   *
   * @throws IOException if the build is being ended
   */
  Path newFile() throws IOException {
    if (closed) {
      throw new IOException("the build is being ended");
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
  private void delete() {
    closed = true;
    for (int i = 0; i < TRIES_TO_DELETE && Files.exists(directory); i++) {
      try {
        lock.close();
        deleteTree(directory);
      } catch (IOException e) {
        // once more
      }
    }
    try {
      for (Path p = directory.getParent(); made != null && p.startsWith(made); p = p.getParent()) {
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
