package io.github.captainos.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON token by token. Jackson's {@code ObjectMapper} takes a tenth of a second to
 * load, which is longer than everything else in a build where nothing has changed.
 */
public final class Json {
  /**
   * The maximum number of tokens in a text that is read: more than any image has, whose manifests
   * have some dozens. An object of two bytes takes 80 bytes of memory as a node, so a bound on the
   * size of a text does not bound that of its nodes.
   */
  public static final int MAX_TOKENS = 300_000;

  /** The maximum length of a string in a text that is read strictly: a file of 16 MiB in base64. */
  private static final int MAX_STRING = 24 << 20;

  private static final int PIECE = 8192;
  private static final byte BYTE_ORDER_MARK = (byte) 0xef;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
          .build();

  private Json() {}

  /**
   * Writes an object without white space.
   *
   * @param object its content, in maps, lists, strings and whole numbers
   */
  public static byte[] write(Map<?, ?> object) {
    return write(out -> write(object, out));
  }

  /** Writes a parsed node without white space. */
  public static byte[] write(JsonNode json) {
    return write(
        out -> {
          JsonParser in = json.traverse();
          in.nextToken();
          out.copyCurrentStructure(in);
        });
  }

  /**
   * Writes an object for people: a line for each field, and a line feed at the end.
   *
   * @param object its content, in maps, lists, strings, whole numbers, booleans and nulls
   */
  public static byte[] writeIndented(Map<?, ?> object) {
    return write(
        out -> {
          write(object, out.useDefaultPrettyPrinter());
          out.writeRaw('\n');
        });
  }

  private interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private static byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName((String) entry.getKey());
        write(entry.getValue(), out);
      }
      out.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(element, out);
      }
      out.writeEndArray();
    } else if (value instanceof Number number) {
      out.writeNumber(number.longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value == null) {
      out.writeNull();
    } else {
      out.writeString((String) value);
    }
  }

  /**
   * Reads the first value of a text; of several fields with the same name, the last is used.
   *
   * @param text JSON in UTF-8, UTF-16 or UTF-32
   * @return the first value, or a missing node if there is none
   * @throws JsonProcessingException if it is not JSON; the message quotes it
   * @throws IOException if it has none of these encodings, or more than {@link #MAX_TOKENS}
   */
  public static JsonNode read(byte[] text) throws IOException {
    try (JsonParser in = new BoundedParser(FACTORY.createParser(text))) {
      return in.nextToken() == null ? MissingNode.getInstance() : read(in);
    }
  }

  /** A parser that reads no more tokens than a text may have. */
  private static final class BoundedParser extends JsonParserDelegate {
    private int tokens;

    private BoundedParser(JsonParser parser) {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      tokens++;
      if (tokens > MAX_TOKENS) {
        throw new IOException("it has more than " + MAX_TOKENS + " JSON tokens");
      }
      return super.nextToken();
    }
  }

  /**
   * Reads a text that consists of exactly one JSON object, in which programs cannot find different
   * content: they differ in which of several fields of the same name they use.
   *
   * @param text JSON in UTF-8
   * @throws IOException if it is not, if an object in it has two fields of the same name, or if it
   *     has more than {@link #MAX_TOKENS}
   */
  public static ObjectNode readStrictly(byte[] text) throws IOException {
    try (JsonParser in = new BoundedParser(STRICT.createParser(text))) {
      if (isUtf8(text)
          && in.nextToken() == JsonToken.START_OBJECT
          && read(in) instanceof ObjectNode object
          && in.nextToken() == null) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // reported below: Jackson's messages do not help users
    }
    throw malformed();
  }

  /**
   * Reads a text as {@link #readStrictly} does, but keeps the objects and arrays in its fields as
   * bytes, in binary nodes. They may have any number of tokens.
   *
   * @param text JSON in UTF-8
   * @throws IOException as {@link #readStrictly} does
   */
  public static ObjectNode readFields(byte[] text) throws IOException {
    try (JsonParser in = new BoundedParser(STRICT.createParser(text))) {
      if (isUtf8(text) && in.nextToken() == JsonToken.START_OBJECT) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          if (in.nextToken().isStructStart()) {
            long start = in.currentTokenLocation().getByteOffset();
            long end = in.skipChildren().currentLocation().getByteOffset();
            object.put(name, Arrays.copyOfRange(text, (int) start, (int) end));
          } else {
            object.set(name, read(in));
          }
        }
        if (in.nextToken() == null) {
          return object;
        }
      }
    } catch (JsonProcessingException e) {
      // reported below
    }
    throw malformed();
  }

  private static IOException malformed() {
    return new IOException("it is not a JSON object in UTF-8, or has a field twice");
  }

  private static JsonNode read(JsonParser in) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = nodes.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          in.nextToken();
          object.set(name, read(in));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          array.add(read(in));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.textNode(in.getText());
      case VALUE_NUMBER_INT ->
          in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? nodes.numberNode(in.getBigIntegerValue())
              : nodes.numberNode(in.getLongValue());
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(in.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(in.getBooleanValue());
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new JsonParseException(in, "a value is missing");
    };
  }

  /**
   * Checks that a text consists of exactly one JSON object, and looks for one of its fields.
   *
   * @param text JSON in UTF-8
   * @param field the name of the field
   * @return its value; empty if there is no such field that is a string
   * @throws IOException if it is something else, or has more than {@link #MAX_TOKENS}
   */
  public static String checkObject(byte[] text, String field) throws IOException {
    try (JsonParser in = new BoundedParser(FACTORY.createParser(text))) {
      if (isUtf8(text) && in.nextToken() == JsonToken.START_OBJECT) {
        String value = "";
        int depth = 1;
        while (depth > 0) {
          JsonToken token = in.nextToken();
          if (token == null) {
            throw notAnObject();
          }
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (depth == 1 && token == JsonToken.VALUE_STRING && field.equals(in.currentName())) {
            value = in.getText();
          }
        }
        if (in.nextToken() == null) {
          return value;
        }
      }
    } catch (JsonProcessingException e) {
      // reported below: Jackson's messages do not help users
    }
    throw notAnObject();
  }

  private static IOException notAnObject() {
    return new IOException("it is not a JSON object in UTF-8");
  }

  /**
   * Returns whether a text is valid UTF-8, and may be JSON, which has neither a byte order mark nor
   * a zero: Jackson accepts other encodings, and would take a text with zeros for UTF-16; it also
   * accepts invalid bytes. The decoded text is not held in memory.
   */
  static boolean isUtf8(byte[] text) {
    if (text.length == 0 || text[0] == BYTE_ORDER_MARK) {
      return false;
    }
    for (byte one : text) {
      if (one == 0) {
        return false;
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(text);
    CharBuffer out = CharBuffer.allocate(PIECE);
    while (in.hasRemaining()) {
      out.clear();
      if (decoder.decode(in, out, true).isError()) {
        return false;
      }
    }
    return true;
  }
}
