package io.github.captainos.image.digest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.DaemonThreads;
import io.github.captainos.support.Futures;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Computes the digests of files and of their archive, which have the bytes of the files in common,
 * in two threads at the same time: a large file would take twice as long in one.
 */
public final class TwoDigests implements AutoCloseable {
  /** Less content than this is added to both sooner than it is passed to another thread. */
  private static final int SMALL = 1 << 15;

  private final MessageDigest archive;
  private final MessageDigest content;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DaemonThreads("captain-digest"));

  /**
   * @param size the approximate size of the archive in bytes
   */
  public TwoDigests(long size) {
    archive = Sha256.newMessageDigest(size);
    content = Sha256.newMessageDigest(size);
  }

  /** Adds bytes that only the archive has. */
  public void around(byte[] bytes) {
    archive.update(bytes);
  }

  /** Adds bytes that both have; the buffer may be reused afterwards. */
  public void content(byte[] buffer, int length) throws IOException {
    if (length < SMALL) {
      content.update(buffer, 0, length);
      archive.update(buffer, 0, length);
      return;
    }
    Future<?> other = thread.submit(() -> content.update(buffer, 0, length));
    archive.update(buffer, 0, length);
    try {
      Futures.get(other, IOException.class);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
  }

  /** Returns the digest of the archive, all of which was added. */
  public DescriptorDigest archive() {
    return Sha256.digest(archive.digest());
  }

  /** Returns the digest of a file, all of whose content was added; another file may follow. */
  public DescriptorDigest content() {
    return Sha256.digest(content.digest());
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
