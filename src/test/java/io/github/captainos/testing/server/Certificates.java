package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.captainos.testing.program.Command;
import io.github.captainos.testing.program.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority that nobody knows, and what it vouches for. The JDK's keytool makes all of it. */
public final class Certificates {
  private static final String PASSWORD = "changeit";
  private static final String AUTHORITY = "authority";

  private final Path directory;

  private Certificates(Path directory) {
    this.directory = directory;
  }

  /**
   * A server's certificate.
   *
   * @param certificate the file with the certificate in PEM
   * @param key the file with the private key in PEM
   */
  public record Identity(Path certificate, Path key) {
    /** Returns the lines for {@link Distribution}'s configuration; they have to be the first. */
    public List<String> distribution() {
      return List.of("  tls:", "    certificate: " + certificate, "    key: " + key);
    }
  }

  /**
   * Makes an authority.
   *
   * @param directory where the files go
   */
  public static Certificates create(Path directory) throws IOException {
    Files.createDirectories(directory);
    Certificates certificates = new Certificates(directory);
    certificates.generate(AUTHORITY, "-ext", "bc:critical=ca:true");
    certificates.write(AUTHORITY, certificates.keys());
    return certificates;
  }

  /** Returns the file with the authority's own certificate in PEM. */
  public Path authority() {
    return pem(AUTHORITY);
  }

  /** Returns the PKCS #12 key store with all of them. */
  public Path keyStore() {
    return directory.resolve("certificates.p12");
  }

  /** Returns the password of the key store. */
  public char[] password() {
    return PASSWORD.toCharArray();
  }

  /**
   * Makes a certificate that the authority vouches for.
   *
   * @param name what to call its files
   * @param subject whose it is: {@code ip:127.0.0.1}, {@code dns:example.org}
   */
  public Identity issue(String name, String subject) throws IOException {
    generate(name, "-signer", AUTHORITY, "-ext", "san=" + subject);
    KeyStore keys = keys();
    write(name, keys);
    Path key = directory.resolve(name + ".key");
    try {
      Key secret = keys.getKey(name, password());
      Files.writeString(key, encoded("PRIVATE KEY", secret.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return new Identity(pem(name), key);
  }

  /** Returns what a server shows itself with that has one of the certificates issued. */
  public SSLContext server() {
    try {
      KeyStore store = keys();
      store.deleteEntry(AUTHORITY);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path pem(String name) {
    return directory.resolve(name + ".pem");
  }

  private void generate(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-validity", "3650"));
    arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    arguments.addAll(List.of(more));
    keytool(arguments);
  }

  private KeyStore keys() throws IOException {
    try {
      return KeyStore.getInstance(keyStore().toFile(), password());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name, KeyStore keys) throws IOException {
    try {
      byte[] certificate = keys.getCertificate(name).getEncoded();
      Files.writeString(pem(name), encoded("CERTIFICATE", certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String type, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, lines, type);
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1"); // it does not live long enough for more
    command.addAll(arguments);
    command.addAll(List.of("-keystore", keyStore().toString(), "-storepass", PASSWORD));
    Command.run(directory, command.toArray(String[]::new));
  }
}
