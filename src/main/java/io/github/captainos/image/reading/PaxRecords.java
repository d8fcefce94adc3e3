package io.github.captainos.image.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The metadata in the headers before an entry: the relevant records of pax extended headers, and
 * the names in the headers of GNU tar.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">POSIX, pax:
 *     extended header</a>
 */
final class PaxRecords {
  private static final String PATH = "path";
  private static final String LINK = "linkpath";
  private static final String SIZE = "size";

  /** Stands for several keys that mark a sparse file. */
  private static final String SPARSE = "sparse";

  private static final int LONGEST_NUMBER = 18;

  private final Map<String, byte[]> values;

  private PaxRecords(Map<String, byte[]> values) {
    this.values = values;
  }

  /** Returns an instance without records. */
  static PaxRecords none() {
    return new PaxRecords(Map.of());
  }

  /**
   * Returns these records and others, which replace these.
   *
   * @param records the content of an extended header
   */
  PaxRecords and(byte[] records) throws IOException {
    Map<String, byte[]> all = new HashMap<>(values);
    int start = 0;
    while (start < records.length) {
      int blank = indexOf(' ', records, start, records.length);
      long length = number(Arrays.copyOfRange(records, start, blank));
      if (length > records.length - start || length <= blank - start) {
        throw damaged();
      }
      int end = start + (int) length;
      int equals = indexOf('=', records, blank, end);
      if (records[end - 1] != '\n') {
        throw damaged();
      }
      String key = new String(records, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
      put(all, key, Arrays.copyOfRange(records, equals + 1, end - 1));
      start = end;
    }
    return new PaxRecords(all);
  }

  private static void put(Map<String, byte[]> all, String key, byte[] value) {
    if (key.equals(PATH) || key.equals(LINK) || key.equals(SIZE)) {
      all.put(key, value);
      if (value.length == 0) {
        all.remove(key);
      }
    }
    if (key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize")) {
      all.put(SPARSE, value);
    }
  }

  /** Returns these records, with another path. */
  PaxRecords withPath(byte[] path) {
    return with(PATH, path);
  }

  /** Returns these records, with another target of a link. */
  PaxRecords withLink(byte[] link) {
    return with(LINK, link);
  }

  private PaxRecords with(String key, byte[] value) {
    Map<String, byte[]> all = new HashMap<>(values);
    all.put(key, value);
    return new PaxRecords(all);
  }

  /**
   * Returns the path.
   *
   * @param otherwise the path if there is no record for it
   */
  byte[] path(byte[] otherwise) {
    return values.getOrDefault(PATH, otherwise);
  }

  /**
   * Returns the target of a link.
   *
   * @param otherwise the target if there is no record for it
   */
  byte[] link(byte[] otherwise) {
    return values.getOrDefault(LINK, otherwise);
  }

  /**
   * Returns the size of the content.
   *
   * @param otherwise the size if there is no record for it
   */
  long size(long otherwise) throws IOException {
    byte[] size = values.get(SIZE);
    return size == null ? otherwise : number(size);
  }

  /** Returns whether the file is sparse: the archive contains only the parts that are not zeros. */
  boolean isSparse() {
    return values.containsKey(SPARSE);
  }

  private static int indexOf(char c, byte[] bytes, int start, int end) throws IOException {
    for (int i = start; i < end; i++) {
      if (bytes[i] == c) {
        return i;
      }
    }
    throw damaged();
  }

  private static long number(byte[] digits) throws IOException {
    String text = new String(digits, StandardCharsets.ISO_8859_1);
    if (text.length() > LONGEST_NUMBER || !text.matches("[0-9]+")) {
      throw damaged();
    }
    return Long.parseLong(text);
  }

  private static IOException damaged() {
    return new IOException("the pax header of an entry cannot be read");
  }
}
