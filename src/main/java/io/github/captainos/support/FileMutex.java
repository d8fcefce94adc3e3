package io.github.captainos.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock on a file, exclusive among all threads of all processes. The lock is released when a
 * process ends, even if it is killed.
 */
public final class FileMutex implements AutoCloseable {
  /** The position of the lock, far behind the end of the file, so that others can read the file. */
  private static final long POSITION = 1L << 40;

  private static final long POLL_MILLIS = 20;
  private static final int LARGEST = 1 << 16;

  /**
   * File locks belong to a process: its threads need locks of their own, and if one thread closes
   * the file after reading it, the lock of another thread is released.
   */
  private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final Semaphore threads;
  private final FileChannel channel;
  private final AtomicBoolean isReleased = new AtomicBoolean();

  private FileMutex(Path file, Semaphore threads, FileChannel channel) {
    this.file = file;
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits until the lock is free, and takes it. Creates the file if it does not exist.
   *
   * @param file the file
   * @param waiting run once, if the lock is not free
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if the file cannot be opened
   */
  public static FileMutex take(Path file, Runnable waiting) throws IOException {
    Semaphore threads = threads(file);
    boolean isFree = threads.tryAcquire();
    if (!isFree) {
      waiting.run();
      acquire(threads);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      lock(channel, isFree ? waiting : () -> {});
      return new FileMutex(file, threads, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      threads.release();
      throw e;
    }
  }

  public interface Work {
    void run() throws IOException;
  }

  /** Runs code while no other thread of this process has the lock. */
  public static void whileNoOtherThread(Path file, Work work) throws IOException {
    Semaphore threads = threads(file);
    acquire(threads);
    try {
      work.run();
    } finally {
      threads.release();
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
      FileLock lock = channel.tryLock(POSITION, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Captain once more in this process, loaded by another class loader
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while another build had the lock");
  }

  /** Returns the open file. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * Checks whether the file still is the one with its name: the previous owner of the lock may have
   * deleted it, and another build may have created a new one. Writes a random number of bytes into
   * the file and compares the size.
   *
   * @return whether it is; if not, close this lock and take it again
   */
  public boolean isThere() throws IOException {
    int size = ThreadLocalRandom.current().nextInt(1, LARGEST);
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(size));
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    // the channel does not tell: it is closed if a thread is interrupted while it uses it
    if (isReleased.getAndSet(true)) {
      return;
    }
    try {
      channel.close(); // and with it the lock
    } finally {
      threads.release();
    }
  }
}
