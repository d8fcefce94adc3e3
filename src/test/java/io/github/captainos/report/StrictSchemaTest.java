package io.github.captainos.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.testing.ReportSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What validators in strict mode (Ajv's, for one) want of the schema besides what JSON Schema does:
 * a keyword that they do not know is a typing error, and so is one that says nothing, as the value
 * may be of another type than the keyword is for.
 */
class StrictSchemaTest {
  private static final Map<String, Set<String>> KEYWORDS_OF_TYPES =
      Map.of(
          "object", Set.of("properties", "required", "additionalProperties"),
          "array", Set.of("items", "minItems"),
          "string", Set.of("pattern", "minLength"),
          "integer", Set.of("minimum"));

  private static final Set<String> OTHER_KEYWORDS =
      Set.of(
          "$schema",
          "$id",
          "$ref",
          "$defs",
          "title",
          "description",
          "type",
          "const",
          "enum",
          "oneOf",
          "if",
          "then",
          "else");

  private final List<JsonNode> schemas = new ArrayList<>();

  private void collect(JsonNode schema) {
    if (!schema.isObject()) {
      return;
    }
    schemas.add(schema);
    List.of("items", "additionalProperties", "if", "then", "else")
        .forEach(keyword -> collect(schema.path(keyword)));
    List.of("properties", "$defs", "oneOf")
        .forEach(keyword -> schema.path(keyword).forEach(this::collect));
  }

  @Test
  void everyKeywordIsKnownAndForTheTypeThatTheSchemaNames() throws Exception {
    collect(ReportSchema.schema());
    assertThat(schemas).hasSizeGreaterThan(100);
    for (JsonNode schema : schemas) {
      String type = schema.path("type").asText();
      assertThat(schema.fieldNames())
          .toIterable()
          .as(schema.toString())
          .allMatch(
              keyword ->
                  OTHER_KEYWORDS.contains(keyword)
                      || KEYWORDS_OF_TYPES.getOrDefault(type, Set.of()).contains(keyword));
    }
  }

  @Test
  void thenAndElseHaveTheirIf() throws Exception {
    collect(ReportSchema.schema());
    assertThat(schemas)
        .filteredOn(schema -> schema.has("then") || schema.has("else"))
        .isNotEmpty()
        .allMatch(schema -> schema.has("if"));
  }
}
