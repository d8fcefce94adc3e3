package io.github.captainos.trust.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.support.Printable;
import io.github.captainos.support.StrictObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads SBOMs that other programs have written: SPDX 2 and CycloneDX, in JSON. */
public final class Sbom {
  private static final String EXPORT =
      ". Have the program that writes it write SPDX 2 or CycloneDX in JSON";

  private Sbom() {}

  /**
   * Returns the JSON object in a file, byte for byte, without white space around it.
   *
   * @param file the content of the file, which must not be changed afterwards
   * @throws IOException if it is not an SBOM in one of the formats; the message continues a
   *     sentence about the file
   */
  public static Predicate read(byte[] file) throws IOException {
    checkForm(start(file));
    StrictObject json = StrictObject.of(file, Integer.MAX_VALUE);
    if (json.depth() == StrictObject.DEEPEST) { // the statement around it would be too deep to read
      throw new IOException(
          "it has objects and arrays in each other to a depth of "
              + json.depth()
              + ", and at most "
              + (json.depth() - 1)
              + " can be read again. Have the program that writes it nest less");
    }
    PredicateType type = type(json);
    return new Predicate(type, json.bytes());
  }

  /** Returns the first characters that are not white space. */
  private static String start(byte[] file) {
    int from = 0;
    while (from < file.length && " \t\r\n".indexOf(file[from]) >= 0) {
      from++;
    }
    return new String(file, from, Math.min(file.length - from, 64), StandardCharsets.UTF_8);
  }

  /** Other formats have a message that says what they are. */
  private static void checkForm(String start) throws IOException {
    if (start.isEmpty()) {
      throw new IOException("it is empty" + EXPORT);
    }
    if (start.startsWith("\ufeff")) {
      throw new IOException(
          "it begins with a byte order mark, which JSON must not have. Remove it");
    }
    if (start.startsWith("<")) {
      throw new IOException("it is XML, not JSON" + EXPORT);
    }
    if (start.startsWith("SPDXVersion:") || start.startsWith("#")) {
      throw new IOException("it is SPDX in the tag-value format, not in JSON" + EXPORT);
    }
  }

  private static PredicateType type(StrictObject json) throws IOException {
    JsonNode spdx = json.small("spdxVersion");
    if (spdx.asText().startsWith("SPDX-2.")) {
      return PredicateType.SPDX;
    }
    if (!spdx.isMissingNode()) {
      throw new IOException(
          "it is SPDX of the version '"
              + Printable.of(spdx.asText())
              + "', not of version 2"
              + EXPORT);
    }
    if (json.has("@context") && json.has("@graph")) {
      throw new IOException(
          "it is SPDX 3, which readers of SPDX attestations do not know" + EXPORT);
    }
    if (!json.small("bomFormat").asText().equals("CycloneDX")) {
      throw new IOException(
          "it has neither 'spdxVersion', as SPDX has it, nor 'bomFormat', as CycloneDX has it"
              + EXPORT);
    }
    if (json.small("specVersion").asText().isEmpty()) {
      throw new IOException("it is CycloneDX without 'specVersion'" + EXPORT);
    }
    return PredicateType.CYCLONEDX;
  }
}
