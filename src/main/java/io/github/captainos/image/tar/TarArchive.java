package io.github.captainos.image.tar;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.BulkInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tar archive of the entries of a layer. Its bytes are made while its files are read. */
final class TarArchive {
  /** GNU tar pads an archive to a whole record of twenty blocks. */
  private static final int RECORD = 20 * TarEntry.BLOCK;

  /** Hashing pieces that stay in the processor's cache takes less time than large ones. */
  private static final int BUFFER = 1 << 14;

  private final List<Part> parts = new ArrayList<>();
  private final long size;

  /**
   * A part of the archive: what is before the content of an entry, the content of a file, or zeros.
   *
   * @param size in bytes
   * @param file the file whose content it is, or null
   */
  private record Part(long size, @Nullable SourceEntry file, Opening opening) {}

  private interface Opening {
    InputStream open(long from) throws IOException;
  }

  /**
   * @param sizes the sizes of the files in bytes, in their order
   */
  TarArchive(LayerSource source, List<Long> sizes) {
    Iterator<Long> next = sizes.iterator();
    for (SourceEntry entry : source.entries()) {
      TarEntry added = new TarEntry(entry, entry.isFile() ? next.next() : 0);
      // made when it is read: a layer may have very many entries
      parts.add(new Part(added.header().length, null, from -> bytes(added.header(), from)));
      if (entry.isFile()) {
        Opening opening = from -> new FileInput(entry.file(), added.size(), from);
        parts.add(new Part(added.size(), entry, opening));
      }
      addZeros(TarEntry.missing(added.size(), TarEntry.BLOCK));
    }
    int blocks = 2 * TarEntry.BLOCK;
    addZeros(blocks + TarEntry.missing(sum() + blocks, RECORD));
    this.size = sum();
  }

  private void addZeros(int count) {
    parts.add(new Part(count, null, from -> bytes(new byte[count], from)));
  }

  private static InputStream bytes(byte[] bytes, long from) {
    int first = Math.toIntExact(from);
    return new ByteArrayInputStream(bytes, first, bytes.length - first);
  }

  private long sum() {
    return parts.stream().mapToLong(Part::size).sum();
  }

  /** Returns its size in bytes. */
  long size() {
    return size;
  }

  /**
   * Reads the files, each once.
   *
   * @param files receives them, with the digest of each
   * @return the digest of the archive
   * @throws io.github.captainos.image.FileChangedException if a file has another size, or can no
   *     longer be read
   */
  DescriptorDigest digest(List<Layer.Content> files) throws IOException {
    MessageDigest archive = Sha256.newMessageDigest();
    byte[] buffer = new byte[BUFFER];
    for (Part part : parts) {
      MessageDigest own = Sha256.newMessageDigest();
      try (InputStream in = part.opening.open(0)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          archive.update(buffer, 0, count);
          own.update(buffer, 0, count);
        }
      }
      if (part.file != null) {
        files.add(new Layer.Content(part.file.path(), part.size, Sha256.digest(own.digest())));
      }
    }
    return Sha256.digest(archive.digest());
  }

  /** Checks the files after all of their bytes were read. */
  interface Check {
    void run() throws IOException;
  }

  /**
   * Opens it. Reading throws a {@link io.github.captainos.image.FileChangedException} if a file has
   * another size, or can no longer be read.
   *
   * @param from the position of the first byte
   * @param check is called before the last bytes are read
   */
  InputStream open(long from, Check check) throws IOException {
    return new Input(from, check);
  }

  /** The parts, one after the other. */
  private final class Input extends BulkInputStream {
    private final Check check;
    private int next;
    private InputStream part;

    private Input(long from, Check check) throws IOException {
      this.check = check;
      long left = from;
      for (; next < parts.size() - 1 && left >= parts.get(next).size; next++) {
        left -= parts.get(next).size;
      }
      part = open(left);
    }

    private InputStream open(long from) throws IOException {
      if (next == parts.size() - 1) {
        check.run();
      }
      return parts.get(next++).opening.open(from);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = part.read(buffer, offset, length);
      while (read < 0 && next < parts.size()) {
        part.close();
        part = open(0);
        read = part.read(buffer, offset, length);
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      part.close();
    }
  }

  /** The bytes of a file to publish, which must have the size that it had before. */
  static final class FileInput extends BulkInputStream {
    private final Path file;
    private final InputStream in;
    private long left;

    /**
     * Opens a file.
     *
     * @param size the size in bytes that it had
     * @param from the position of the first byte that is read
     * @throws FileChangedException if it cannot be opened
     */
    FileInput(Path file, long size, long from) throws FileChangedException {
      this.file = file;
      this.left = size - from;
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FileChangedException(file, "it is no longer a regular file");
      }
      try {
        SeekableByteChannel channel = Files.newByteChannel(file);
        in = Channels.newInputStream(channel);
        channel.position(from);
      } catch (IOException e) {
        throw new FileChangedException(file, "it can no longer be opened", e);
      }
    }

    /**
     * Reads some of the bytes.
     *
     * @throws FileChangedException if there are fewer or more than there were, or if reading fails
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws FileChangedException {
      try {
        if (left == 0) {
          if (in.read() >= 0) {
            throw new FileChangedException(file, "it grew");
          }
          return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
          throw new FileChangedException(file, "it shrank");
        }
        left -= read;
        return read;
      } catch (FileChangedException e) {
        throw e;
      } catch (IOException e) {
        throw new FileChangedException(file, "it can no longer be read", e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
