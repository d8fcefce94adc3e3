package io.github.captainos.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The entries of a tar archive. Where bytes of a header's name are not UTF-8, commons-compress puts
 * a '?' in their place; here such a name is told from one that really has a '?' in it.
 */
final class TarEntries extends TarArchiveInputStream {
  private static final int NAME_LENGTH = 100;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  /** The byte behind {@code ustar}: in the format of POSIX, a NUL. */
  private static final int MAGIC_END = 262;

  private boolean nameIsUtf8;

  TarEntries(InputStream archive) {
    super(archive, StandardCharsets.UTF_8.name());
  }

  /** Returns whether the name of the current entry is what stands in the archive. */
  boolean isExact(TarArchiveEntry entry) {
    return nameIsUtf8 || entry.getName().indexOf('?') < 0;
  }

  /** Takes a block of a header; an entry's own is the last before the entry is returned. */
  @Override
  protected byte[] readRecord() throws IOException {
    byte[] block = super.readRecord();
    nameIsUtf8 =
        block == null
            || isUtf8(block, 0, NAME_LENGTH)
                && (block[MAGIC_END] != 0 || isUtf8(block, PREFIX, PREFIX_LENGTH));
    return block;
  }

  /** Takes a long name, of a file or of what a link leads to, in the format of GNU. */
  @Override
  protected byte[] getLongNameData() throws IOException {
    boolean isOfFile = getCurrentEntry().isGNULongNameEntry();
    byte[] name = super.getLongNameData();
    if (isOfFile && name != null) {
      // the header has a part of it, which may end within a character
      nameIsUtf8 = isUtf8(name, 0, name.length);
    }
    return name;
  }

  /** Looks at the bytes up to the first NUL. */
  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, end)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
