package io.github.captainos.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.captainos.image.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code oci-layout}, which says that a directory is a layout and of which version. It is
 * never replaced, so it also is what builds lock when they change the layout's index.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#oci-layout-file">OCI
 *     Image Specification: oci-layout file</a>
 */
final class LayoutMarker implements AutoCloseable {
  private static final String NAME = "oci-layout";
  private static final String VERSION = "1.0.0";

  /** Far behind the end of the file, so that the lock is in nobody's way who reads it. */
  private static final long LOCK_POSITION = 1L << 40;

  private static final long LOCK_POLL_MILLIS = 20;

  /**
   * A process has a lock on a file or it has not: its threads need locks of their own, and if one
   * closes the file after a look into it, the lock of another is gone.
   */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path layout;
  private final ReentrantLock threads;
  private final FileChannel channel;

  private LayoutMarker(Path layout, ReentrantLock threads, FileChannel channel) {
    this.layout = layout;
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Checks that a directory may be used as a layout: that it is one, or nothing yet.
   *
   * @throws RegistryException if it is something else
   */
  static void check(Path layout) throws IOException {
    if (Files.exists(layout) && !Files.isDirectory(layout)) {
      throw new RegistryException(
          layout + " is no directory, so it cannot be a layout. Set another captain.registry");
    }
    ReentrantLock threads = threads(layout);
    try {
      Path file = layout.resolve(NAME);
      if (Files.exists(file)) {
        check(layout, Files.readAllBytes(file));
      }
    } finally {
      threads.unlock();
    }
  }

  /** Waits until nobody else changes the layout, and makes it one if it is nothing yet. */
  static LayoutMarker lock(Path layout) throws IOException {
    Files.createDirectories(layout);
    ReentrantLock threads = threads(layout);
    @Nullable FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              layout.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(channel);
      return new LayoutMarker(layout, threads, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      threads.unlock();
      throw e;
    }
  }

  private static ReentrantLock threads(Path layout) throws InterruptedIOException {
    ReentrantLock threads =
        THREADS.computeIfAbsent(layout.toAbsolutePath().normalize(), path -> new ReentrantLock());
    try {
      threads.lockInterruptibly();
      return threads;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Does not let the system wait: it would see a deadlock where two threads wait for two files. */
  private static void lock(FileChannel channel) throws IOException {
    while (!tryLock(channel)) {
      try {
        Thread.sleep(LOCK_POLL_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCK_POSITION, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Captain once more in this process, loaded by another class loader
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while another build wrote the layout");
  }

  /**
   * Checks the version again, now that nobody else can change it, or writes it.
   *
   * @throws RegistryException if this is a layout of another version
   */
  void check() throws IOException {
    if (channel.size() == 0) {
      String content = "{\"imageLayoutVersion\":\"" + VERSION + "\"}";
      channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
      channel.force(true);
      return;
    }
    ByteBuffer content = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 16));
    channel.read(content, 0);
    check(layout, content.array());
  }

  private static void check(Path layout, byte[] content) throws IOException {
    String version;
    try {
      version = Json.read(content).path("imageLayoutVersion").asText();
    } catch (JsonProcessingException e) {
      version = "";
    }
    // another build may just be about to write it
    if (content.length > 0 && !version.equals(VERSION)) {
      throw new RegistryException(
          layout
              + " is no OCI image layout of version "
              + VERSION
              + ", says its file oci-layout. Use another directory");
    }
  }

  /** Lets others change the layout. */
  @Override
  public void close() throws IOException {
    try {
      channel.close(); // and with it the lock
    } finally {
      threads.unlock();
    }
  }
}
