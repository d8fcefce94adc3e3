package io.github.captainos.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock, exclusive among all threads of all processes, in the form of a file that exists as long
 * as it is held. The lock is released when a process ends, even if it is killed; the file stays
 * then, and the next owner deletes it.
 */
public final class FileMutex implements AutoCloseable {
  private static final long POLL_MILLIS = 20;

  /** A lock's file has fewer bytes, all of them zero. */
  private static final int LARGEST = 1 << 16;

  /** File locks belong to a process: its threads need locks of their own. */
  private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final Semaphore threads;
  private final FileChannel channel;
  private final AtomicBoolean isDeleted = new AtomicBoolean();
  private final AtomicBoolean isReleased = new AtomicBoolean();

  private FileMutex(Path file, Semaphore threads, FileChannel channel) {
    this.file = file;
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits until the lock is free, and takes it.
   *
   * @param file the file, in a directory that exists
   * @param waiting run once, if the lock is not free
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if the file cannot be created, or is not that of a lock: it is unchanged
   *     then
   */
  public static FileMutex take(Path file, Runnable waiting) throws IOException {
    Semaphore threads = threads(file);
    boolean isFree = threads.tryAcquire();
    if (!isFree) {
      waiting.run();
      acquire(threads);
    }
    try {
      AtomicBoolean isTold = new AtomicBoolean(!isFree);
      while (true) {
        Optional<FileChannel> channel =
            lock(
                file,
                () -> {
                  if (!isTold.getAndSet(true)) {
                    waiting.run();
                  }
                });
        if (channel.isPresent()) {
          return new FileMutex(file, threads, channel.get());
        }
      }
    } catch (IOException | RuntimeException e) {
      threads.release();
      throw e;
    }
  }

  /** Returns the file, locked; empty if it is not the one with its name any more. */
  private static Optional<FileChannel> lock(Path file, Runnable waiting) throws IOException {
    FileChannel channel = open(file);
    try {
      lock(channel, waiting);
      if (isOwned(file, channel)) {
        return Optional.of(channel);
      }
      channel.close();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens the file, or creates it. What has its name may have been put there by somebody else, who
   * wants another file to be changed, or the build to wait for ever.
   */
  private static FileChannel open(Path file) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw foreign(file);
      }
    } catch (NoSuchFileException e) {
      // it will be created
    }
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static FileSystemException foreign(Path file) {
    return new FileSystemException(
        file.toString(), null, "it is not a lock file of Captain's. Remove it, or rename it");
  }

  /**
   * Checks whether a locked file still is the one with its name: the previous owner of the lock has
   * deleted it, and another build may have created a new one. Writes a random number of bytes, and
   * compares the size: a file that is opened and closed once more loses the lock.
   */
  private static boolean isOwned(Path file, FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(LARGEST);
    channel.read(found, 0);
    if (!found.flip().equals(ByteBuffer.allocate(found.limit())) || channel.size() >= LARGEST) {
      throw foreign(file);
    }
    int size = ThreadLocalRandom.current().nextInt(1, LARGEST);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.allocate(size), 0);
    } catch (IOException e) { // such as where the disk is full
      Files.deleteIfExists(file);
      throw e;
    }
    try {
      BasicFileAttributes named =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return named.isRegularFile() && named.size() == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Semaphore threads(Path file) {
    return THREADS.computeIfAbsent(
        file.toAbsolutePath().normalize(), path -> new Semaphore(1, true));
  }

  private static void acquire(Semaphore threads) throws InterruptedIOException {
    try {
      threads.acquire();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Polls instead of blocking: the system would report a deadlock if two threads wait for two
   * files.
   */
  private static void lock(FileChannel channel, Runnable waiting) throws IOException {
    if (tryLock(channel)) {
      return;
    }
    waiting.run();
    do {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    } while (!tryLock(channel));
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Captain once more in this process, loaded by another class loader
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while another build had the lock");
  }

  /**
   * Deletes the file, while nobody else has the lock: the directory can be deleted then. Who waits
   * creates another one.
   */
  public void delete() throws IOException {
    if (!isDeleted.getAndSet(true)) { // or it would be that of the next owner
      Files.deleteIfExists(file);
    }
  }

  /** Releases the lock, and deletes its file. */
  @Override
  public void close() {
    if (isReleased.getAndSet(true)) {
      return;
    }
    try (channel) { // and with it the lock
      delete();
    } catch (IOException e) {
      // the next owner deletes the file; what was done with the lock is done
    } finally {
      threads.release();
    }
  }
}
