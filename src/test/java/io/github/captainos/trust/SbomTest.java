package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SbomTest {
  private static Predicate read(String file) throws IOException {
    return Sbom.read(file.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theBytesAreKept() throws Exception {
    String spdx = "{ \"spdxVersion\": \"SPDX-2.3\",\n  \"number\": 1.50, \"name\": \"\\u00e4ä\" }";
    Predicate predicate = read("\n" + spdx + "\r\n");
    assertThat(predicate.type()).isEqualTo(Predicate.Type.SPDX);
    assertThat(predicate.json()).asString(StandardCharsets.UTF_8).isEqualTo(spdx);
  }

  @Test
  void theFormatDecidesAboutThePredicateType() throws Exception {
    assertThat(read("{\"spdxVersion\":\"SPDX-2.2\"}").type().uri())
        .isEqualTo("https://spdx.dev/Document");
    assertThat(read("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}").type().uri())
        .isEqualTo("https://cyclonedx.org/bom");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | it is empty",
        "'  ' | it is empty",
        "'<?xml version=\"1.0\"?><bom/>' | it is XML, not JSON",
        "'SPDXVersion: SPDX-2.3' | in the tag-value format",
        "'# made by x' | in the tag-value format",
        "'\ufeff{}' | a byte order mark",
        "'{}' | neither 'spdxVersion', as SPDX has it, nor 'bomFormat'",
        "'{\"spdxVersion\":\"SPDX-2.3\"} {}' | not a JSON object in UTF-8",
        "'{\"spdxVersion\":\"SPDX-2.3\"},\"a\":1' | not a JSON object in UTF-8",
        "'{\"spdxVersion\":\"SPDX-2.3\"}}' | not a JSON object in UTF-8",
        "'[]' | not a JSON object in UTF-8",
        "'{\"spdxVersion\":\"SPDX-3.0\"}' | SPDX of the version 'SPDX-3.0', not of version 2",
        "'{\"spdxVersion\":2}' | SPDX of the version '2'",
        "'{\"@context\":\"https://spdx.org/rdf/3.0.1\",\"@graph\":[]}' | it is SPDX 3",
        "'{\"bomFormat\":\"cyclonedx\",\"specVersion\":\"1.6\"}' | neither 'spdxVersion'",
        "'{\"bomFormat\":\"CycloneDX\"}' | without 'specVersion'",
        "'{\"spdxVersion\":\"SPDX-2.3\",\"a\":[{\"b\":1,\"b\":2}]}' | a field twice"
      })
  void otherFilesAreRefused(String file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anyWhiteSpaceMayBeBeforeIt() throws Exception {
    String sbom = "{\"spdxVersion\":\"SPDX-2.3\"}";
    assertThat(read("\n" + " ".repeat(100) + sbom).json())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(sbom);
  }

  @Test
  void oneThatIsTooDeepToBeReadInAStatementIsRefused() throws Exception {
    Predicate deepest = read(nested(998));
    Statement statement = Statement.of("name", Sha256.of(new byte[0]), deepest);
    assertThat(Statement.parse(statement.bytes()).sbom()).contains(deepest);
    assertThatThrownBy(() -> read(nested(999)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a JSON object");
  }

  private static String nested(int arrays) {
    return "{\"spdxVersion\":\"SPDX-2.3\",\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }
}
