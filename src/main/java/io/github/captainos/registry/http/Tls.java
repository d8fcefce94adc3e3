package io.github.captainos.registry.http;

import io.github.captainos.support.RegularFile;
import io.github.captainos.support.Secrets;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.ssl.SSLContextBuilder;
import org.apache.http.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/**
 * A factory of TLS sockets, with the certificates that they trust. It is initialised on first use,
 * since reading the JVM's trust store takes longer than all requests to a registry on this machine.
 */
final class Tls {
  private final Supplier<ConnectionSocketFactory> supplier;
  private @Nullable ConnectionSocketFactory sockets;

  private Tls(Supplier<ConnectionSocketFactory> supplier) {
    this.supplier = supplier;
  }

  /** Returns sockets that trust the JVM's trust store. */
  static Tls system() {
    return new Tls(SSLConnectionSocketFactory::getSystemSocketFactory);
  }

  /**
   * Returns sockets that trust the JVM's trust store and the certificates in a file. The JVM's own
   * store is not changed.
   *
   * @param file certificates in PEM (RFC 7468)
   * @throws IOException if it contains no certificate
   */
  static Tls systemAnd(Path file) throws IOException {
    Collection<? extends Certificate> added = certificates(file);
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate certificate : systemAuthorities()) {
        all.setCertificateEntry("system-" + number++, certificate);
      }
      for (Certificate certificate : added) {
        all.setCertificateEntry("added-" + number++, certificate);
      }
      SSLContext context = withSystemIdentity(SSLContexts.custom().loadTrustMaterial(all, null));
      return new Tls(() -> new SSLConnectionSocketFactory(context));
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Returns sockets that do not verify certificates. */
  static Tls unverified() {
    return new Tls(
        () -> {
          try {
            SSLContext context =
                SSLContexts.custom().loadTrustMaterial(null, (chain, type) -> true).build();
            return new SSLConnectionSocketFactory(context, NoopHostnameVerifier.INSTANCE);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    try (InputStream in = RegularFile.open(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      // reported below, without the message of the ASN.1 parser
    }
    throw new IOException(file + " contains no PEM certificate");
  }

  private static X509Certificate[] systemAuthorities() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  /** Adds the client certificate of the JVM's default context: JSSE, customization table. */
  private static SSLContext withSystemIdentity(SSLContextBuilder context)
      throws GeneralSecurityException, IOException {
    String file = System.getProperty("javax.net.ssl.keyStore", "");
    if (!file.isEmpty()) {
      String password = System.getProperty("javax.net.ssl.keyStorePassword", "");
      Secrets.add(password);
      context
          .setKeyStoreType(
              System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType()))
          .loadKeyMaterial(new File(file), password.toCharArray(), password.toCharArray());
    }
    return context.build();
  }

  synchronized ConnectionSocketFactory sockets() {
    ConnectionSocketFactory made = sockets;
    if (made == null) {
      made = supplier.get();
      sockets = made;
    }
    return made;
  }
}
