package io.github.captainos.image;

import com.fasterxml.jackson.core.JsonProcessingException;
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
      byte[] bytes = JSON.writeValueAsBytes(json);
      return new Document(Descriptor.of(mediaType, Sha256.of(bytes), bytes.length), bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
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
