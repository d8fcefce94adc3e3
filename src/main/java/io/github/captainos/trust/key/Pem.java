package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a file in PEM.
 *
 * @param label what is between {@code BEGIN} and the dashes
 * @param body the lines of the block
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
record Pem(String label, String body) {
  /** The maximum size of a file, in bytes; files with keys are smaller than a kilobyte. */
  static final int MAX_SIZE = 64 << 10;

  static final String CREATE =
      "Create one with 'cosign generate-key-pair', or with 'openssl genpkey -algorithm EC -pkeyopt"
          + " ec_paramgen_curve:P-256 -out FILE'.";

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([^\\r\\n]{0,100}?)-----");

  /** What older versions of openssl write before a key. */
  private static final String PARAMETERS = "EC PARAMETERS";

  /**
   * Finds the block of a key.
   *
   * @param file the content of the file
   * @param wanted what the label of the block ends with, where the file has several blocks
   * @return that block, or else the first one
   * @throws IOException if the file is too large, or has no block
   */
  static Pem of(byte[] file, String wanted) throws IOException {
    if (file.length > MAX_SIZE) {
      throw new IOException(
          "it is larger than " + (MAX_SIZE >> 10) + " KiB, so it is no file with a key. " + CREATE);
    }
    List<Pem> blocks = blocks(new String(file, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      throw new IOException(
          "it is not in PEM: a line '-----BEGIN …' or its '-----END …' is missing. Write the key in"
              + " PEM. "
              + CREATE);
    }
    return blocks.stream()
        .filter(block -> block.label.endsWith(wanted))
        .findFirst()
        .orElse(blocks.get(0));
  }

  private static List<Pem> blocks(String text) {
    List<Pem> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int position = 0;
    while (begin.find(position)) {
      String label = begin.group(1);
      int end = text.indexOf("-----END " + label + "-----", begin.end());
      if (end < 0) {
        return blocks;
      }
      if (!label.equals(PARAMETERS)) {
        blocks.add(new Pem(label, text.substring(begin.end(), end)));
      }
      position = end;
    }
    return blocks;
  }

  /**
   * Decodes the block.
   *
   * @throws IOException if it is not base64
   */
  byte[] decode() throws IOException {
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "it is damaged: what follows '-----BEGIN "
              + Printable.of(label)
              + "-----' is not base64. Restore it from a copy.");
    }
  }

  /** Returns nothing of the content, which may be a private key. */
  @Override
  public String toString() {
    return label;
  }
}
