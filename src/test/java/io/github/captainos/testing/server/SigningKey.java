package io.github.captainos.testing.server;

import com.nimbusds.jose.util.Base64;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;

/**
 * A key that signs tokens.
 *
 * @param key the key
 * @param certificate what says whose it is, as a header {@code x5c} has it
 * @param certificateFile the same in PEM
 */
public record SigningKey(ECPrivateKey key, Base64 certificate, Path certificateFile) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes one with the JDK's keytool.
   *
   * @param directory where to keep it
   */
  public static SigningKey make(Path directory) throws IOException {
    Files.createDirectories(directory);
    keytool(directory, "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=t");
    Path certificate = directory.resolve("certificate.pem");
    keytool(directory, "-exportcert", "-rfc", "-file", certificate.toString());
    try {
      char[] password = PASSWORD.toCharArray();
      KeyStore store = KeyStore.getInstance(directory.resolve("keys").toFile(), password);
      return new SigningKey(
          (ECPrivateKey) store.getKey("key", password),
          Base64.encode(store.getCertificate("key").getEncoded()),
          certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path directory, String... arguments) {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String[] common = {"-alias", "key", "-keystore", "keys", "-storepass", PASSWORD};
    String[] command = new String[1 + arguments.length + common.length];
    command[0] = program.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    System.arraycopy(common, 0, command, 1 + arguments.length, common.length);
    Command.run(directory, command);
  }
}
