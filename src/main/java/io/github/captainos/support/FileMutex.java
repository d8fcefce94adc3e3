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

/**
 * A file that one build at a time has for itself, among all threads of all processes. It is free
 * again once a process has ended, however it has ended.
 */
public final class FileMutex implements AutoCloseable {
  /** Far behind the end of the file, so that the lock is in nobody's way who reads it. */
  private static final long POSITION = 1L << 40;

  private static final long POLL_MILLIS = 20;
  private static final int LARGEST = 1 << 16;

  /**
   * A process has a lock on a file or it has not: its threads need locks of their own, and if one
   * closes the file after a look into it, the lock of another is gone.
   */
  private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final Semaphore threads;
  private final FileChannel channel;

  private FileMutex(Path file, Semaphore threads, FileChannel channel) {
    this.file = file;
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits until nobody else has it. Makes the file where there is none.
   *
   * @param file the file
   * @param waiting is run once, if somebody else has it
   * @throws InterruptedIOException if the thread is interrupted meanwhile
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

  /** Does something while no other thread of this process has the file. */
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

  /** Does not let the system wait: it would see a deadlock where two threads wait for two files. */
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
   * Looks whether the file still is the one of its name: who had it before may have deleted it, and
   * somebody else may have made another. Writes into the file, so that the size shows it.
   *
   * @return whether it is; if not, it is to be closed, and taken again
   */
  public boolean isThere() throws IOException {
    int size = ThreadLocalRandom.current().nextInt(1, LARGEST);
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(size));
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close(); // and with it the lock
    } finally {
      threads.release();
    }
  }
}
