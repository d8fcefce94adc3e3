package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.ByteArrayOutputStream;
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
    // read as a part of a statement, so that it can be read again, however deep it is
    ByteArrayOutputStream statement = new ByteArrayOutputStream(file.length + 16);
    statement.writeBytes("{\"predicate\":".getBytes(StandardCharsets.US_ASCII));
    statement.writeBytes(file);
    statement.write('}');
    ObjectNode json = Json.readFields(statement.toByteArray());
    byte[] own =
        json.size() == 1 && json.path("predicate") instanceof BinaryNode node
            ? node.binaryValue()
            : file; // more than one value, or none of an object
    return new Predicate(type(Json.readFields(own)), own);
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

  private static Predicate.Type type(ObjectNode json) throws IOException {
    JsonNode spdx = json.path("spdxVersion");
    if (spdx.asText().startsWith("SPDX-2.")) {
      return Predicate.Type.SPDX;
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
    if (!json.path("bomFormat").asText().equals("CycloneDX")) {
      throw new IOException(
          "it has neither 'spdxVersion', as SPDX has it, nor 'bomFormat', as CycloneDX has it"
              + EXPORT);
    }
    if (json.path("specVersion").asText().isEmpty()) {
      throw new IOException("it is CycloneDX without 'specVersion'" + EXPORT);
    }
    return Predicate.Type.CYCLONEDX;
  }
}
