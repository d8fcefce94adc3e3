package io.github.captainos.trust.key;

import static io.github.captainos.testing.TestKeys.file;
import static io.github.captainos.testing.TestKeys.pair;
import static io.github.captainos.testing.TestKeys.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @ParameterizedTest
  @CsvSource({
    "openssl.pem, '', openssl.pub",
    "openssl-encrypted.pem, correct, openssl.pub",
    "openssl-encrypted-umlaut.pem, grün, openssl.pub",
    "cosign.key, correct, cosign.pub"
  })
  void keysOfOpensslAndCosignSignForTheirPublicKeys(String name, String password, String publicName)
      throws Exception {
    SigningKey key = read(file(name), password);
    VerificationKey publicKey = VerificationKey.read(file(publicName));
    assertThat(key.verificationKey()).isEqualTo(publicKey);
    assertThat(publicKey.verifies(MESSAGE, key.sign(MESSAGE))).isTrue();
  }

  @RepeatedTest(8) // half of all keys have the other one of two y coordinates
  void thePublicKeyIsComputedWhereTheFileLacksIt() throws Exception {
    KeyPair pair = pair("EC", 256);
    assertThat(pair.getPrivate().getEncoded()).hasSize(67);
    assertThat(read(pem("PRIVATE KEY", pair.getPrivate()), "").verificationKey())
        .isEqualTo(VerificationKey.read(pem("PUBLIC KEY", pair.getPublic())));
  }

  @Test
  void aKeyOfAnOlderCosignIsRead() throws Exception {
    assertThat(read(text("cosign.key").replace("SIGSTORE", "COSIGN"), "correct").verificationKey())
        .isEqualTo(VerificationKey.read(file("cosign.pub")));
  }

  @Test
  void aPasswordThatIsNotNeededIsIgnored() throws Exception {
    assertThat(read(file("openssl.pem"), "any").verificationKey())
        .isEqualTo(VerificationKey.read(file("openssl.pub")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl-encrypted.pem", "cosign.key"})
  void aWrongPasswordIsNotRepeatedInTheError(String name) {
    assertThatThrownBy(() -> read(file(name), "wrong-one"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the password for it is wrong, or it is damaged. Check ")
        .hasMessageNotContaining("wrong-one")
        .hasNoCause();
  }

  @Test
  void aWrongPasswordThatSeemsToDecryptIsNamedAsWell() {
    // one of 256 leaves bytes that end as padding does
    assertThatThrownBy(() -> read(file("openssl-encrypted.pem"), "wrong-344"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the password for it is wrong, or it is damaged.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl-encrypted.pem", "cosign.key"})
  void aMissingPasswordIsNamed(String name) {
    assertThatThrownBy(() -> SigningKey.read(file(name), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it is encrypted, and there is no password for it. Set the environment variable"
                + " CAPTAIN_SIGN_PASSWORD or COSIGN_PASSWORD, or the <server> captain.sign of"
                + " settings.xml.");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 1024, it is a key for RSA",
    "Ed25519, 255, it is a key for EdDSA",
    "EC, 384, it is a key on another elliptic curve",
    "DSA, 1024, it is a key for DSA"
  })
  void otherKindsOfKeysAreNamed(String algorithm, int size, String message) {
    byte[] file = pem("PRIVATE KEY", pair(algorithm, size).getPrivate());
    assertThatThrownBy(() -> read(file, ""))
        .isInstanceOf(IOException.class)
        .hasMessage(
            message
                + ", and Captain signs with keys for ECDSA on the curve P-256 only. Create one with"
                + " 'cosign generate-key-pair', or with 'openssl genpkey -algorithm EC -pkeyopt"
                + " ec_paramgen_curve:P-256 -out FILE'.");
  }

  @ParameterizedTest
  @CsvSource({
    "openssl.pub, it is a public key",
    "openssl-certificate.pem, it is a certificate",
    "openssl-sec1.pem, it is a private key in an older format. Convert it with 'openssl pkcs8"
        + " -topk8",
    "openssl-scrypt.pem, 'it is damaged, or encrypted in another way than PBES2 with PBKDF2 and"
        + " AES.'",
    "README.txt, it is not in PEM"
  })
  void otherFilesAreNamed(String name, String message) {
    assertThatThrownBy(() -> read(file(name), "correct"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theParametersBeforeAKeyAreSkipped() throws Exception {
    String parameters = "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n";
    assertThatThrownBy(() -> read(parameters + text("openssl-sec1.pem"), ""))
        .hasMessageStartingWith("it is a private key in an older format.");
    assertThat(read(parameters + text("openssl.pem"), "").verificationKey())
        .isEqualTo(VerificationKey.read(file("openssl.pub")));
  }

  @Test
  void aCertificateBeforeTheKeyIsSkipped() throws Exception {
    assertThat(read(text("openssl-certificate.pem") + text("openssl.pem"), "").verificationKey())
        .isEqualTo(VerificationKey.read(file("openssl.pub")));
  }

  @Test
  void damagedKeysAreRefused() {
    assertThatThrownBy(() -> read(pem("PRIVATE KEY", new byte[40]), ""))
        .hasMessageStartingWith("it is damaged, or a key of another kind, and Captain signs with");
    assertThatThrownBy(() -> read(text("openssl.pem").replace("MIG", "M?G"), ""))
        .hasMessageStartingWith("it is damaged: what follows '-----BEGIN PRIVATE KEY-----' is not");
    assertThatThrownBy(() -> read(text("openssl.pem").replaceFirst("(?s)-----END.*", ""), ""))
        .hasMessageStartingWith("it is not in PEM: a line");
    assertThatThrownBy(() -> read(pem("ENCRYPTED PRIVATE KEY", new byte[40]), "correct"))
        .hasMessageStartingWith("it is damaged, or encrypted in another way");
    assertThatThrownBy(() -> read(pem("ENCRYPTED SIGSTORE PRIVATE KEY", new byte[40]), "correct"))
        .hasMessageStartingWith("it is damaged, or not encrypted as cosign does it");
  }

  @Test
  void aKeyOfZeroIsRefused() {
    byte[] pkcs8 = pair("EC", 256).getPrivate().getEncoded();
    Arrays.fill(pkcs8, pkcs8.length - 32, pkcs8.length, (byte) 0);
    assertThatThrownBy(() -> read(pem("PRIVATE KEY", pkcs8), "")).isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsTooLargeIsRefused() {
    assertThatThrownBy(() -> read(text("openssl.pem") + "\n".repeat(64 << 10), ""))
        .hasMessageStartingWith("it is larger than 64 KiB");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"N\":65536', '\"N\":1048576'",
    "'\"N\":65536', '\"N\":65537'",
    "'\"N\":65536', '\"N\":4611686018427387904'",
    "'\"N\":65536', '\"N\":-1'",
    "'\"r\":8', '\"r\":1073741824'",
    "'\"r\":8', '\"r\":0'",
    "'\"p\":1', '\"p\":17'",
    "'\"p\":1', '\"p\":1,\"p\":1'",
    "scrypt, bcrypt",
    "nacl/secretbox, aes-256-gcm",
    "'\"nonce\":\"', '\"nonce\":\"AAAA'"
  })
  void otherParametersOfCosignKeysAreRefused(String before, String after) {
    String json = cosignJson();
    assertThat(json).contains(before);
    byte[] changed = json.replace(before, after).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> read(pem("ENCRYPTED SIGSTORE PRIVATE KEY", changed), "correct"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it is damaged, or not encrypted as cosign does it");
  }

  @Test
  void aCosignKeyThatWasChangedIsRefused() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(cosignJson().getBytes(StandardCharsets.US_ASCII));
    byte[] box = Base64.getDecoder().decode(json.path("ciphertext").asText());
    // the last byte of the public key, without which the private key can be used as well
    box[box.length - 1] ^= 1;
    json.put("ciphertext", Base64.getEncoder().encodeToString(box));
    byte[] changed = pem("ENCRYPTED SIGSTORE PRIVATE KEY", Json.write(json));
    assertThatThrownBy(() -> read(changed, "correct"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the password for it is wrong, or it is damaged.");
  }

  @Test
  void aKeyIsShownAsTheHintOfItsPublicKey() throws Exception {
    SigningKey key = read(file("openssl.pem"), "");
    assertThat(key).hasToString(VerificationKey.read(file("openssl.pub")).hint());
  }

  private static String cosignJson() {
    String base64 = text("cosign.key").replaceAll("-----[^-]*-----", "");
    return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private static String text(String name) {
    return new String(file(name), StandardCharsets.US_ASCII);
  }

  private static SigningKey read(String file, String password) throws IOException {
    return read(file.getBytes(StandardCharsets.US_ASCII), password);
  }

  private static SigningKey read(byte[] file, String password) throws IOException {
    return SigningKey.read(file, Optional.of(password.toCharArray()));
  }
}
