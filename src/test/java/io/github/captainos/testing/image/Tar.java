package io.github.captainos.testing.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes tar archives as others make them, and as nobody should. */
public final class Tar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar;

  /** Begins an archive. */
  public Tar() {
    this("UTF-8");
  }

  /** Begins an archive with names in another encoding. */
  public Tar(String encoding) {
    tar = new TarArchiveOutputStream(bytes, encoding);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** Adds a file. */
  public Tar file(String path, String content) {
    return file(path, content.getBytes(UTF_8), 0644);
  }

  /** Adds a file with these permission bits. */
  public Tar file(String path, byte[] content, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(path, true);
    entry.setSize(content.length);
    entry.setMode(0100000 | mode);
    return add(entry, content);
  }

  /** Adds a directory. */
  public Tar directory(String path, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(path + "/", true);
    entry.setMode(040000 | mode);
    return add(entry, new byte[0]);
  }

  /** Adds a file whose name in the header has these bytes. */
  public Tar rawName(byte[] name) {
    file("x", "x");
    byte[] archive = bytes.toByteArray();
    int header = archive.length - 2 * 512;
    System.arraycopy(name, 0, archive, header, name.length);
    int sum = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? 0 : archive[header + i] & 0xff;
    }
    byte[] checksum = "%06o\0 ".formatted(sum).getBytes(UTF_8);
    System.arraycopy(checksum, 0, archive, header + 148, checksum.length);
    bytes.reset();
    bytes.writeBytes(archive);
    return this;
  }

  /** Adds a pax header with this content, for the entry that follows. */
  public Tar paxHeader(byte[] content) {
    TarArchiveEntry entry = new TarArchiveEntry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
    entry.setSize(content.length);
    return add(entry, content);
  }

  /** Writes names that are not ASCII into pax headers, as most do, and not as they are. */
  public Tar withPaxNames() {
    tar.setAddPaxHeadersForNonAsciiNames(true);
    return this;
  }

  /** Writes long names into entries of their own, as GNU tar does, and not into pax headers. */
  public Tar withGnuNames() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    return this;
  }

  /** Adds a symbolic link. */
  public Tar symbolicLink(String path, String target) {
    return link(path, target, TarConstants.LF_SYMLINK);
  }

  /** Adds a hard link. */
  public Tar hardLink(String path, String target) {
    return link(path, target, TarConstants.LF_LINK);
  }

  /** Adds a device or a fifo. */
  public Tar special(String path, byte type) {
    return add(new TarArchiveEntry(path, type), new byte[0]);
  }

  private Tar link(String path, String target, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(path, type);
    entry.setLinkName(target);
    return add(entry, new byte[0]);
  }

  private Tar add(TarArchiveEntry entry, byte[] content) {
    try {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the archive. */
  public byte[] bytes() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the archive, without the zeros at its end. */
  public byte[] withoutEnd() {
    return bytes.toByteArray();
  }

  /** Returns a header alone, whatever follows it. */
  public static byte[] header(String name, byte type, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setSize(size);
    byte[] block = new byte[512];
    entry.writeEntryHeader(block);
    return block;
  }

  /** Fills the last block with zeros. */
  public static byte[] block(byte[] bytes) {
    return concat(bytes, new byte[(512 - bytes.length % 512) % 512]);
  }

  /** Returns a small archive in gzip that begins with a header of this type and 3 GiB of zeros. */
  public static byte[] bomb(byte type) {
    byte[] mebibyte = gzip(new byte[1 << 20]);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(gzip(header("././@LongLink", type, 3L << 30)));
    for (int i = 0; i < 3 << 10; i++) {
      all.writeBytes(mebibyte);
    }
    all.writeBytes(gzip(new Tar().file("f", "x").bytes()));
    return all.toByteArray();
  }

  /** Returns a small archive in gzip with many empty files or directories: {@code f0} and so on. */
  public static byte[] empty(int count, byte type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < count; i++) {
        out.write(header("f" + i, type, 0));
      }
      out.write(new byte[1024]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns a record of a pax header. */
  public static byte[] paxRecord(String key, String value) {
    int length = key.length() + value.length() + 3;
    int all = length;
    while (all != length + Integer.toString(all).length()) {
      all = length + Integer.toString(all).length();
    }
    return (all + " " + key + "=" + value + "\n").getBytes(UTF_8);
  }

  /** Compresses with gzip. */
  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Compresses with zstd. */
  public static byte[] zstd(byte[] plain) {
    return Zstd.compress(plain);
  }

  /** Puts bytes one after the other. */
  public static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
