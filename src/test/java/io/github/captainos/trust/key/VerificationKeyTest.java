package io.github.captainos.trust.key;

import static io.github.captainos.testing.TestKeys.file;
import static io.github.captainos.testing.TestKeys.pair;
import static io.github.captainos.testing.TestKeys.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.TestKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeyTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final String ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  @Test
  void theHintIsTheOneThatCosignWrites() throws Exception {
    assertThat(VerificationKey.read(file("cosign.pub")).hint())
        .isEqualTo("RCvY7h9/i2ubfVYEqf3lMLbb6J1ZzE04IaGfrAQJVn4=");
    assertThat(new String(file("cosign-bundle.json")))
        .contains("\"hint\":\"RCvY7h9/i2ubfVYEqf3lMLbb6J1ZzE04IaGfrAQJVn4=\"");
  }

  @Test
  void signaturesOfOtherMessagesAndKeysAreRefused() {
    SigningKey key = TestKeys.openssl();
    byte[] signature = key.sign(MESSAGE);
    assertThat(key.verificationKey().verifies(MESSAGE, signature)).isTrue();
    assertThat(key.verificationKey().verifies(new byte[] {1, 2, 4}, signature)).isFalse();
    assertThat(TestKeys.create().verificationKey().verifies(MESSAGE, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // zero, negative, the order, larger
        "3006020100020100",
        "3006020101020100",
        "3006020100020101",
        "30060201ff020101",
        "3026022100" + ORDER + "020101",
        "3026020101022100" + ORDER,
        "3026020101022100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        // not the shortest form, an empty integer, another type
        "300702020001020101",
        "30050200020101",
        "3006030101020101",
        "3106020101020101",
        // another length, more bytes, less bytes
        "3007020101020101",
        "300602010102010100",
        "30080201010201010500",
        "30060201010201",
        "3006020101",
        "30810602010102010100",
        "30",
        ""
      })
  void whatIsNoSignatureInDerIsRefused(String hex) {
    byte[] signature = HexFormat.of().parseHex(hex);
    assertThat(P256.isSignature(signature)).isFalse();
    assertThat(TestKeys.openssl().verificationKey().verifies(MESSAGE, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3006020101020101", "3007020200ff020101", "3006020101 02017f"})
  void smallIntegersInDerHaveTheForm(String hex) {
    assertThat(P256.isSignature(HexFormat.of().parseHex(hex.replace(" ", "")))).isTrue();
  }

  @Test
  void allSignaturesOfTheJdkHaveTheForm() {
    SigningKey key = TestKeys.openssl();
    for (byte i = 0; i < 64; i++) {
      assertThat(P256.isSignature(key.sign(new byte[] {i}))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, it is a key for RSA",
    "Ed25519, 255, it is a key for EdDSA",
    "EC, 384, it is a key on another elliptic curve"
  })
  void otherKindsOfKeysAreNamed(String algorithm, int size, String message) {
    byte[] file = pem("PUBLIC KEY", pair(algorithm, size).getPublic());
    assertThatThrownBy(() -> VerificationKey.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            message + ", and Captain verifies with keys for ECDSA on the curve P-256 only.");
  }

  @ParameterizedTest
  @CsvSource({
    "openssl.pem, it is a private key",
    "cosign.key, it is a private key",
    "openssl-certificate.pem, it is a certificate",
    "README.txt, it is not in PEM"
  })
  void otherFilesAreNamed(String name, String message) {
    assertThatThrownBy(() -> VerificationKey.read(file(name)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aPointThatIsNotOnTheCurveIsRefused() {
    ECPublicKey key = (ECPublicKey) pair("EC", 256).getPublic();
    byte[] encoded = key.getEncoded();
    BigInteger other = key.getW().getAffineY().xor(BigInteger.ONE);
    byte[] y = HexFormat.of().parseHex(String.format("%064x", other));
    System.arraycopy(y, 0, encoded, encoded.length - y.length, y.length);
    assertThat(Arrays.equals(encoded, key.getEncoded())).isFalse();
    assertThatThrownBy(() -> VerificationKey.read(pem("PUBLIC KEY", encoded)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Captain verifies with keys for ECDSA on the curve P-256 only");
  }
}
