package io.github.captainos.image.tar;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.SingleByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A tar archive of the entries of a layer. Its bytes are made while its files are read. */
final class TarArchive {
  /** GNU tar pads an archive to a whole record of twenty blocks. */
  private static final int RECORD = 20 * TarEntry.BLOCK;

  /** Hashing pieces that stay in the processor's cache takes less time than large ones. */
  private static final int BUFFER = 1 << 14;

  private final List<TarEntry> entries = new ArrayList<>();
  private final long end;

  /**
   * @param sizes the sizes of the files in bytes, in their order
   */
  TarArchive(LayerSource source, List<Long> sizes) {
    Iterator<Long> next = sizes.iterator();
    long size = 0;
    for (SourceEntry entry : source.entries()) {
      TarEntry added = new TarEntry(entry, entry.isFile() ? next.next() : 0);
      entries.add(added);
      size += added.header().length + added.size() + added.fill().length;
    }
    this.end = size;
  }

  /** Returns its size in bytes. */
  long size() {
    return end + end().length;
  }

  /** Returns the zeros at the end: two blocks, and up to a record. */
  private byte[] end() {
    int blocks = 2 * TarEntry.BLOCK;
    return new byte[blocks + TarEntry.missing(end + blocks, RECORD)];
  }

  /**
   * Reads the files, each once.
   *
   * @param files receives them, with the digest of each
   * @return the digest of the archive
   * @throws io.github.captainos.image.FileChangedException if a file has another size, or can no
   *     longer be read
   */
  DescriptorDigest digest(List<LayerFile> files) throws IOException {
    MessageDigest archive = Sha256.newMessageDigest();
    byte[] buffer = new byte[BUFFER];
    for (TarEntry entry : entries) {
      archive.update(entry.header());
      if (entry.source().isFile()) {
        MessageDigest content = Sha256.newMessageDigest();
        try (InputStream in = content(entry, 0)) {
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            archive.update(buffer, 0, count);
            content.update(buffer, 0, count);
          }
        }
        DescriptorDigest own = Sha256.digest(content.digest());
        files.add(new LayerFile(entry.source().path(), entry.size(), own));
      }
      archive.update(entry.fill());
    }
    archive.update(end());
    return Sha256.digest(archive.digest());
  }

  private static InputStream content(TarEntry entry, long from) throws IOException {
    return new FileInput(entry.source().file(), entry.size(), from);
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

  /** Its parts: of each entry the header, the content, and zeros; and those at the end. */
  private final class Input extends InputStream {
    private static final int HEADER = 0;
    private static final int CONTENT = 1;
    private static final int PARTS = 3;

    private final Check check;
    private int next;
    private InputStream part = InputStream.nullInputStream();

    private Input(long from, Check check) throws IOException {
      this.check = check;
      long left = from;
      for (; next < count() - 1 && left >= size(next); next++) {
        left -= size(next);
      }
      part = open(next++, left);
    }

    private int count() {
      return PARTS * entries.size() + 1;
    }

    private long size(int index) {
      TarEntry entry = entries.get(index / PARTS);
      return switch (index % PARTS) {
        case HEADER -> entry.header().length;
        case CONTENT -> entry.size();
        default -> entry.fill().length;
      };
    }

    private InputStream open(int index, long from) throws IOException {
      if (index == count() - 1) {
        check.run();
        return bytes(end(), from);
      }
      TarEntry entry = entries.get(index / PARTS);
      return switch (index % PARTS) {
        case HEADER -> bytes(entry.header(), from);
        case CONTENT -> entry.source().isFile() ? content(entry, from) : bytes(new byte[0], 0);
        default -> bytes(entry.fill(), from);
      };
    }

    private static InputStream bytes(byte[] bytes, long from) {
      int first = Math.toIntExact(from);
      return new ByteArrayInputStream(bytes, first, bytes.length - first);
    }

    @Override
    public int read() throws IOException {
      return SingleByte.of(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = part.read(buffer, offset, length);
      while (read < 0 && next < count()) {
        part.close();
        part = open(next++, 0);
        read = part.read(buffer, offset, length);
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      part.close();
    }
  }
}
