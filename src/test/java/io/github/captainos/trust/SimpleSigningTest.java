package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleSigningTest {
  private static final DescriptorDigest DIGEST = Sha256.of(new byte[0]);
  private static final ImageClaim CLAIM = new ImageClaim("example.com/acme/os:v1", DIGEST);
  private static final String PAYLOAD =
      "{\"critical\":{\"identity\":{\"docker-reference\":\"example.com/acme/os:v1\"},"
          + "\"image\":{\"docker-manifest-digest\":\""
          + DIGEST
          + "\"},\"type\":\"cosign container image signature\"},\"optional\":{\"tag\":\"v1\"}}";

  @Test
  void thePayloadHasTheBytesThatCosignWrites() throws Exception {
    assertThat(SimpleSigning.write(CLAIM)).asString().isEqualTo(PAYLOAD);
    byte[] cosigns = TestKeys.file("cosign-payload.json");
    assertThat(SimpleSigning.write(SimpleSigning.parse(cosigns))).isEqualTo(cosigns);
  }

  @Test
  void aReferenceWithoutATagHasNoOptionalFields() {
    ImageClaim claim = new ImageClaim("example.com:5000/acme/os", DIGEST);
    assertThat(SimpleSigning.write(claim)).asString().endsWith(",\"optional\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tag\":\"v1\"} | null",
        "{\"tag\":\"v1\"} | {}",
        "{\"tag\":\"v1\"} | {\"creator\":\"containers/image 5.0\",\"timestamp\":1700000000}",
        "{\"tag\":\"v1\"} | {\"timestamp\":1.7e9}",
        "\"critical\" | \"\\u0063ritical\""
      })
  void payloadsOfOtherProgramsAreRead(String before, String after) throws Exception {
    assertThat(SimpleSigning.parse(changed(before, after))).isEqualTo(CLAIM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tag\":\"v1\"} | 1 | an object",
        "{\"tag\":\"v1\"} | [] | an object",
        "{\"tag\":\"v1\"} | {\"timestamp\":1.5} | a whole number",
        "{\"tag\":\"v1\"} | {\"timestamp\":\"1\"} | a whole number",
        "{\"tag\":\"v1\"} | {\"creator\":1} | not a string",
        "{\"tag\":\"v1\"} | {\"tag\":\"v1\",\"tag\":\"v2\"} | a field twice",
        "\"optional\" | \"Optional\" | other fields than critical, optional",
        ",\"type\" | ,\"expires\":1,\"type\" | other fields than identity, image, type",
        "{\"docker-reference\" | {\"a\":1,\"docker-reference\" | than docker-reference",
        "\"example.com/acme/os:v1\" | 1 | not a string",
        "cosign container | atomic container | of a type that is not",
        "sha256: | sha512: | a digest that is not SHA-256",
        "{\"critical\" | [{\"critical\" | not a JSON object",
        "\"}} | \"}}{} | not a JSON object",
      })
  void whatSkopeoWouldRefuseIsRefused(String before, String after, String message) {
    assertThatThrownBy(() -> SimpleSigning.parse(changed(before, after)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void deeplyNestedJsonIsRefused() {
    byte[] deep = "{\"a\":".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SimpleSigning.parse(deep))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a JSON object");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] latin1 = PAYLOAD.replace("acme", "\u00e4").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SimpleSigning.parse(latin1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a JSON object in UTF-8");
  }

  private static byte[] changed(String before, String after) {
    assertThat(PAYLOAD).contains(before);
    return PAYLOAD.replace(before, after).getBytes(StandardCharsets.UTF_8);
  }
}
