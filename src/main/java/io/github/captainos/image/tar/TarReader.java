package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.image.tar.SourceEntry.Kind;
import io.github.captainos.support.BulkInputStream;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tar archive of a layer, entry by entry; as a stream, it is the content of the current
 * entry. It reads ustar with the extensions of pax and GNU tar.
 *
 * <p>Nothing in an archive is trusted. Headers are rejected by their declared size before they are
 * read, so they cannot fill the memory. Rejected are archives that are truncated, or have data
 * after their end, which most tar readers accept; entries that are neither files nor directories
 * nor symbolic links; and paths and targets outside of the directory.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">POSIX, pax:
 *     extended header, ustar interchange format</a>
 */
public final class TarReader extends BulkInputStream {
  private static final int BLOCK = 512;

  /**
   * The maximum size of all headers of one entry. Linux allows 64 KiB of attributes, other systems
   * more.
   */
  private static final int MAX_HEADERS = 1 << 20;

  /** The maximum length of a path in bytes, that of Linux; later steps process each component. */
  private static final int MAX_PATH = 4096;

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_END = 156;
  private static final String NO_ARCHIVE = "it is not a tar archive";
  private static final String TRUNCATED = "it ends early";
  private static final String BAD_PAX = "the pax header of an entry cannot be read";
  private static final String POSIX_MAGIC = "ustar\0";
  private static final byte[] ZEROS = new byte[1 << 16];

  private static final String PATH = "path";
  private static final String LINK = "linkpath";
  private static final String SIZE = "size";

  /** Stands for several keys that mark a sparse file. */
  private static final String SPARSE = "sparse";

  private final InputStream in;

  /** The current header. */
  private final byte[] block = new byte[BLOCK];

  /**
   * Records that are for all entries that follow. All text of an archive is held in ISO 8859-1, a
   * character for each byte, until it is known to be a name or a target.
   */
  private final Map<String, String> global = new HashMap<>();

  private boolean isBegun;

  /** The size of the headers of the next entry that were read so far. */
  private int headers;

  /** How much of the content was not read yet. */
  private long left;

  /** What follows the content in its last block. */
  private int padding;

  /**
   * An entry of an archive.
   *
   * @param path its path, relative and without {@code .} and {@code ..}; empty for the root
   * @param kind what it is; only a file has content
   * @param mode its permission bits
   * @param target where a link leads, which by its text is relative and inside of the image; null
   *     for others
   */
  public record Entry(String path, Kind kind, int mode, @Nullable LinkTarget target) {}

  /** Returns how many bytes of the current entry have not been read. */
  public long left() {
    return left;
  }

  /**
   * How many bytes layers may unpack to together: small ones may unpack to very large archives.
   * Safe for use by several threads.
   */
  public static final class UnpackedLimit {
    private final long most;
    private final String message;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param most the size in bytes
     * @param message the message of the exception if it is exceeded
     */
    public UnpackedLimit(long most, String message) {
      this.most = most;
      this.message = message;
    }

    /**
     * Adds bytes.
     *
     * @throws IOException if there are too many
     */
    public void add(long count) throws IOException {
      if (bytes.addAndGet(count) > most) {
        throw new IOException(message);
      }
    }
  }

  /**
   * @param layer a tar archive, uncompressed or compressed with gzip or zstd; it is not closed with
   *     the reader
   * @param limit counts what it unpacks to
   */
  public TarReader(InputStream layer, UnpackedLimit limit) {
    this.in = new LayerInputStream(layer, limit);
  }

  /**
   * Reads the next entry. What was not read of the content of the one before is skipped.
   *
   * @return the entry, or null after the last one
   * @throws IOException if this is not such an archive, is truncated, has data after its end, or
   *     has an entry that is rejected; the message names the entry
   */
  public @Nullable Entry next() throws IOException {
    skipContent();
    headers = 0;
    Map<String, String> records = new HashMap<>(global);
    while (readHeader()) {
      switch (type()) {
        case 'x', 'X' -> addPax(readMetadata(), records); // X: Solaris
        case 'g' -> {
          String pax = readMetadata();
          addPax(pax, global);
          addPax(pax, records);
        }
        case 'L' -> records.put(PATH, withoutZeros(readMetadata()));
        case 'K' -> records.put(LINK, withoutZeros(readMetadata()));
        default -> {
          return entry(records);
        }
      }
    }
    if (headers > 0) {
      throw damaged(TRUNCATED);
    }
    return null;
  }

  /**
   * Reads the header of an entry, or one with metadata of the next entry.
   *
   * @return whether there is one; false at the end of the archive
   */
  private boolean readHeader() throws IOException {
    boolean isFirst = !isBegun;
    isBegun = true;
    if (in.readNBytes(block, 0, BLOCK) < BLOCK) {
      throw damaged(isFirst ? NO_ARCHIVE : TRUNCATED);
    }
    if (isZero(block, BLOCK)) {
      expectEnd(isFirst);
      return false;
    }
    if (!isChecksumRight()) {
      throw damaged(isFirst ? NO_ARCHIVE : "the header of an entry has a wrong checksum");
    }
    return true;
  }

  /** Checks the end of an archive: at least two blocks of zeros, and nothing else. */
  private void expectEnd(boolean isFirst) throws IOException {
    byte[] buffer = new byte[ZEROS.length];
    long zeros = 0;
    int count;
    while ((count = in.read(buffer, 0, buffer.length)) >= 0) {
      if (!isZero(buffer, count)) {
        throw damaged(isFirst ? NO_ARCHIVE : "it has data after its end");
      }
      zeros += count;
    }
    if (zeros < BLOCK) {
      throw damaged(TRUNCATED);
    }
  }

  private static boolean isZero(byte[] bytes, int length) {
    return Arrays.equals(bytes, 0, length, ZEROS, 0, length);
  }

  /** Old programs summed the bytes as signed numbers. */
  private boolean isChecksumRight() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= CHECKSUM && i < CHECKSUM_END ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    try {
      long stored = number(CHECKSUM, CHECKSUM_END - CHECKSUM);
      return stored == unsigned || stored == signed;
    } catch (IOException e) {
      return false;
    }
  }

  private char type() {
    return (char) (block[156] & 0xff);
  }

  /** Returns a field with text, which ends at a zero or with the field. */
  private String text(int offset, int length) {
    String field = new String(block, offset, length, ISO_8859_1);
    int end = field.indexOf('\0');
    return end < 0 ? field : field.substring(0, end);
  }

  /** Returns a number in octal digits or, for large numbers of GNU tar, in binary. */
  private long number(int offset, int length) throws IOException {
    if (block[offset] < 0) {
      // the highest bit means that it is binary, the next one that it is negative
      long value = block[offset] & 0x7f;
      for (int i = offset + 1; i < offset + length; i++) {
        if (value > Long.MAX_VALUE >> Byte.SIZE) {
          throw damaged("the header of an entry has a number that is too large");
        }
        value = value << Byte.SIZE | block[i] & 0xff;
      }
      return value;
    }
    String digits = text(offset, length).strip();
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
      throw damaged("the header of an entry has an invalid number");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  /** Returns the name in the header; POSIX splits a long one into two fields. */
  private String name() {
    // GNU tar has a space instead of the zero, and other data instead of the prefix
    boolean isPosix = new String(block, 257, 6, ISO_8859_1).equals(POSIX_MAGIC);
    String prefix = isPosix ? text(345, 155) : "";
    return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
  }

  /** Returns the content of a header with metadata of the next entry. */
  private String readMetadata() throws IOException {
    long size = number(124, 12);
    if (size > MAX_HEADERS - headers) {
      throw damaged("the header of an entry has more than " + MAX_HEADERS + " bytes");
    }
    headers += BLOCK + (int) size;
    beginContent(size);
    String text = new String(readAllBytes(), ISO_8859_1);
    skipContent();
    return text;
  }

  private static String withoutZeros(String text) {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == 0) {
      length--;
    }
    return text.substring(0, length);
  }

  /** Adds those records of an extended header that matter here; they replace earlier ones. */
  private static void addPax(String pax, Map<String, String> records) throws IOException {
    int start = 0;
    while (start < pax.length()) {
      int blank = pax.indexOf(' ', start);
      long length = decimal(pax.substring(start, Math.max(start, blank)));
      long end = start + length;
      int equals = pax.indexOf('=', blank);
      if (end > pax.length()
          || equals < 0
          || equals >= end - 1
          || pax.charAt((int) end - 1) != '\n') {
        throw damaged(BAD_PAX);
      }
      String key = pax.substring(blank + 1, equals);
      String value = pax.substring(equals + 1, (int) end - 1);
      if (key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize")) {
        records.put(SPARSE, value);
      } else if (key.equals(PATH) || key.equals(LINK) || key.equals(SIZE)) {
        if (value.isEmpty()) {
          records.remove(key); // the value in the header is valid again
        } else {
          records.put(key, value);
        }
      }
      start = (int) end;
    }
  }

  private static long decimal(String digits) throws IOException {
    if (!DECIMAL.matcher(digits).matches()) {
      throw damaged(BAD_PAX);
    }
    return Long.parseLong(digits);
  }

  /**
   * Returns the entry of the current header.
   *
   * @param records what the headers with metadata say of it
   */
  private Entry entry(Map<String, String> records) throws IOException {
    String path = records.getOrDefault(PATH, name());
    String name = decode(path, "a name", path);
    String target = decode(records.getOrDefault(LINK, text(157, 100)), "a target", path);
    int mode = (int) (number(100, 8) & 0777);
    char type = type();
    long size = 0;
    // the size of other entries has no meaning, and some programs write one
    if (type == 0 || type == '0' || type == '7' || type == '2') {
      String digits = records.get(SIZE);
      size = digits == null ? number(124, 12) : decimal(digits);
    }
    if (type == '1') {
      throw refused(name, "is a hard link");
    }
    if (type == '2') {
      String link = filePath(name);
      if (size != 0) {
        throw refused(name, "is a link, and has content");
      }
      return new Entry(link, Kind.LINK, mode, target(link, target));
    }
    if (type == '5' || type == 0 && name.endsWith("/")) {
      return new Entry(path(name), Kind.DIRECTORY, mode, null);
    }
    if (type == 'S' || records.containsKey(SPARSE)) {
      throw refused(name, "is a sparse file");
    }
    if (type != 0 && type != '0' && type != '7') {
      throw refused(name, "is neither a file nor a directory");
    }
    beginContent(size);
    return new Entry(filePath(name), Kind.FILE, mode, null);
  }

  /**
   * @param text the name of an entry, or the target of a link
   * @param what a word for which of them
   * @param path the name, for messages
   */
  private static String decode(String text, String what, String path) throws IOException {
    byte[] start = path.substring(0, Math.min(path.length(), MAX_PATH)).getBytes(ISO_8859_1);
    String name = new String(start, UTF_8);
    if (text.length() > MAX_PATH) {
      throw refused(name, "has " + what + " of more than " + MAX_PATH + " bytes");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      throw refused(name, "has " + what + " that is not UTF-8");
    }
  }

  private static LinkTarget target(String link, String text) throws IOException {
    try {
      return LinkTarget.of(link, text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the link '" + Printable.of(link) + "' " + e.getMessage(), e);
    }
  }

  private static String filePath(String name) throws IOException {
    String path = path(name);
    if (path.isEmpty()) {
      throw refused(name, "is not a file name");
    }
    return path;
  }

  /** Returns the normalized path; empty for the root directory. */
  private static String path(String name) throws IOException {
    if (name.startsWith("/") || name.matches("[A-Za-z]:/.*")) {
      throw refused(name, "is an absolute path");
    }
    StringBuilder path = new StringBuilder();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        throw refused(name, "is outside of the directory");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        Optional<String> problem = EntryNames.problem(part);
        if (problem.isPresent()) {
          throw refused(name, problem.get());
        }
        path.append(path.isEmpty() ? "" : "/").append(part);
      }
    }
    return path.toString();
  }

  private static IOException refused(String name, String why) {
    return new IOException("the entry '" + Printable.of(name) + "' " + why);
  }

  private static IOException damaged(String what) {
    return new IOException(what + LayerInputStream.ADVICE);
  }

  private void beginContent(long size) {
    left = size;
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private void skipContent() throws IOException {
    if (left > 0) {
      transferTo(OutputStream.nullOutputStream());
    }
    if (in.readNBytes(padding).length < padding) {
      throw damaged(TRUNCATED);
    }
    padding = 0;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 || length == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw damaged(TRUNCATED);
    }
    left -= count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
