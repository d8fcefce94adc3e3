package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSignatureTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final byte[] FILE = bytes("hello world");
  private final String bundle = new String(FileSignature.sign(FILE, KEY), StandardCharsets.UTF_8);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean verifies(String bundle) {
    return FileSignature.verifies(bytes(bundle), FILE, KEY.verificationKey());
  }

  private String signature() throws IOException {
    return new ObjectMapper().readTree(bundle).at("/messageSignature/signature").asText();
  }

  @Test
  void theBundleHasTheDigestAndTheSignatureOfTheBytesAndTheKey() throws Exception {
    assertThat(bundle)
        .isEqualTo(
            "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
                + "\"verificationMaterial\":{\"publicKey\":{\"hint\":\""
                + KEY.verificationKey().hint()
                + "\"},\"tlogEntries\":[]},\"messageSignature\":{\"messageDigest\":{\"algorithm\":"
                + "\"SHA2_256\",\"digest\":\"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=\"},"
                + "\"signature\":\""
                + signature()
                + "\"}}");
    byte[] der = Base64.getDecoder().decode(signature());
    assertThat(KEY.verificationKey().verifies(FILE, der)).isTrue();
    assertThat(verifies(bundle)).isTrue();
  }

  @Test
  void eachSignatureIsAnotherOne() {
    assertThat(FileSignature.sign(FILE, KEY)).isNotEqualTo(bytes(bundle));
  }

  @Test
  void itIsForThisFileAndThisKeyOnly() {
    VerificationKey other = TestKeys.create().verificationKey();
    assertThat(FileSignature.verifies(bytes(bundle), FILE, other)).isFalse();
    assertThat(FileSignature.verifies(bytes(bundle), bytes("hello"), KEY.verificationKey()))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tlogEntries\":[] |"
            + " \"tlogEntries\":[{\"logIndex\":\"1\"}],\"timestampVerificationData\":{}",
        "\"hint\":\" | \"hint\":\"of another program ",
        "{\"mediaType\" | {\"unknown\":null,\"mediaType\""
      })
  void whatIsNotSignedMayDiffer(String before, String after) {
    assertThat(bundle).contains(before);
    assertThat(verifies(bundle.replace(before, after))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bundle.v0.3 | bundle.v0.4",
        "SHA2_256 | SHA2_512",
        "\"digest\":\"u | \"digest\":\"v",
        "{\"messageDigest\" | {\"signature\":\"\",\"messageDigest\"",
        "\"messageSignature\" | \"dsseEnvelope\":{},\"messageSignature\"",
        "\"signature\":\" | \"signature\":\"?",
        "\"signature\":\"M | \"signature\":\"N",
        "\"signature\" | \"sig\""
      })
  void otherBundlesVerifyNothing(String before, String after) {
    assertThat(bundle).contains(before);
    assertThat(verifies(bundle.replace(before, after))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "{\"messageSignature\":[]}", "x"})
  void whatIsNoBundleVerifiesNothing(String text) {
    assertThat(verifies(text)).isFalse();
    assertThat(verifies(bundle + text)).isEqualTo(text.isEmpty());
  }
}
