package io.github.captainos.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in which programs cannot find different content: it has no field twice, at any
 * depth. The values of its fields are located, and not held in memory, since they may be large.
 */
public final class StrictObject {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** The maximum depth of an object, with itself; Jackson refuses 1000. */
  public static final int DEEPEST = 500;

  /** The maximum size in bytes of a value that is parsed. */
  private static final int LARGEST_SMALL = 1 << 20;

  private final byte[] text;
  private final Range all;
  private final Map<String, Range> fields;
  private final int depth;

  private StrictObject(byte[] text, Range all, Map<String, Range> fields, int depth) {
    this.text = text;
    this.all = all;
    this.fields = fields;
    this.depth = depth;
  }

  /** The bytes from an offset to another one, which is not a part of it. */
  private record Range(int start, int end) {}

  /**
   * Locates the fields of an object.
   *
   * @param text JSON in UTF-8, which must not be changed afterwards
   * @param mostTokens the maximum number of tokens, since names are held in memory while they are
   *     compared
   * @throws IOException if the text is not exactly one object, if an object in it has two fields of
   *     the same name, or if it has too many tokens
   */
  public static StrictObject of(byte[] text, int mostTokens) throws IOException {
    if (!Utf8.isJson(text)) {
      throw malformed();
    }
    return of(text, new Range(0, text.length), mostTokens);
  }

  private static StrictObject of(byte[] text, Range range, int mostTokens) throws IOException {
    try (JsonParser in = FACTORY.createParser(text, range.start(), range.end() - range.start())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      int start = range.start() + offset(in);
      Map<String, Range> fields = new LinkedHashMap<>();
      String name = null;
      int value = 0;
      int depth = 1;
      int deepest = 1;
      for (int tokens = 1; depth > 0; tokens++) {
        JsonToken token = in.nextToken();
        if (token == null || tokens > mostTokens || depth > DEEPEST) {
          throw malformed();
        }
        int at = range.start() + offset(in);
        if (depth == 1 && name != null && token != JsonToken.FIELD_NAME && !token.isStructEnd()) {
          value = at;
        } else if (depth == 1) {
          put(fields, name, text, value, at);
          name = token == JsonToken.FIELD_NAME ? in.currentName() : null;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        deepest = Math.max(deepest, depth);
      }
      int end = range.start() + offset(in) + 1;
      if (in.nextToken() != null) {
        throw malformed();
      }
      return new StrictObject(text, new Range(start, end), fields, deepest);
    } catch (JsonProcessingException e) {
      throw malformed(); // Jackson's messages do not help users
    }
  }

  private static int offset(JsonParser in) {
    return Math.toIntExact(in.getTokenLocation().getByteOffset());
  }

  /** Adds a value that ends before the next token, with white space and a comma in between. */
  private static void put(
      Map<String, Range> fields, @Nullable String name, byte[] text, int value, int next) {
    if (name == null) {
      return;
    }
    int end = skipSpaceBackwards(text, next);
    if (text[end - 1] == ',') {
      end = skipSpaceBackwards(text, end - 1);
    }
    fields.put(name, new Range(value, end));
  }

  private static int skipSpaceBackwards(byte[] text, int end) {
    int last = end;
    while (" \t\r\n".indexOf(text[last - 1]) >= 0) {
      last--;
    }
    return last;
  }

  private static IOException malformed() {
    return new IOException("it is not a JSON object in UTF-8, or has a field twice");
  }

  /** Returns the object's own bytes, without white space around it. */
  public byte[] bytes() {
    return bytes(all);
  }

  private byte[] bytes(Range range) {
    return Arrays.copyOfRange(text, range.start(), range.end());
  }

  /** Returns how many objects and arrays are in each other at the deepest place, with itself. */
  public int depth() {
    return depth;
  }

  /** Returns whether there is a field whose value is an object. */
  public boolean hasObject(String field) {
    Range range = fields.get(field);
    return range != null && text[range.start()] == '{';
  }

  /** Returns whether there is a field, whatever its value is. */
  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /**
   * Returns the bytes of a value, as they are in the text.
   *
   * @throws IOException if there is no such field
   */
  public byte[] bytes(String field) throws IOException {
    return bytes(range(field));
  }

  private Range range(String field) throws IOException {
    Range range = fields.get(field);
    if (range == null) {
      throw new IOException("it has no field '" + field + "'");
    }
    return range;
  }

  /**
   * Returns a value that is an object.
   *
   * @throws IOException if there is none
   */
  public StrictObject object(String field) throws IOException {
    return of(text, range(field), Integer.MAX_VALUE);
  }

  /**
   * Returns a value; a missing node if there is none.
   *
   * @throws IOException if it is larger than 1 MiB
   */
  public JsonNode small(String field) throws IOException {
    Range range = fields.get(field);
    if (range == null) {
      return MissingNode.getInstance();
    }
    if (range.end() - range.start() > LARGEST_SMALL) {
      throw new IOException("its field '" + field + "' is larger than 1 MiB");
    }
    return Json.read(bytes(range));
  }

  /**
   * Decodes a value that is a string in base64.
   *
   * @throws IOException if it is not
   */
  public byte[] base64(String field) throws IOException {
    Range range = range(field);
    ByteBuffer inside = ByteBuffer.wrap(text, range.start(), range.end() - range.start());
    try {
      if (inside.remaining() >= 2 && inside.get() == '"') {
        inside.limit(range.end() - 1);
        ByteBuffer decoded =
            isEscaped(range)
                ? ByteBuffer.wrap(Base64.getDecoder().decode(small(field).asText()))
                : Base64.getDecoder().decode(inside);
        return decoded.remaining() == decoded.array().length
            ? decoded.array()
            : Arrays.copyOf(decoded.array(), decoded.remaining());
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    throw new IOException("its field '" + field + "' is not base64");
  }

  private boolean isEscaped(Range range) {
    for (int i = range.start(); i < range.end(); i++) {
      if (text[i] == '\\') {
        return true;
      }
    }
    return false;
  }
}
