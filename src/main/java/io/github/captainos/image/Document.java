package io.github.captainos.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** A JSON document of the image: a config, a manifest or an index. */
public final class Document implements Blob {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Descriptor descriptor;
  private final byte[] bytes;

  private Document(Descriptor descriptor, byte[] bytes) {
    this.descriptor = descriptor;
    this.bytes = bytes;
  }

  /**
   * Writes a document without white space, with its keys in the order of the map.
   *
   * @param mediaType the media type of the document
   * @param json its content, in maps, lists, strings and numbers
   */
  static Document of(String mediaType, Map<String, Object> json) {
    try {
      return of(mediaType, JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Takes a document as somebody published it.
   *
   * @param mediaType the media type that it was found under
   * @param bytes its bytes
   */
  public static Document of(String mediaType, byte[] bytes) {
    byte[] own = bytes.clone();
    return new Document(Descriptor.of(mediaType, Sha256.of(own), own.length), own);
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Returns the document's content.
   *
   * @throws IOException if it is no JSON object
   */
  public JsonNode json() throws IOException {
    JsonNode json = JSON.readTree(bytes);
    if (!json.isObject()) {
      throw new IOException("no JSON object");
    }
    return json;
  }

  /** Returns a copy of the document's bytes, which are UTF-8. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }
}
