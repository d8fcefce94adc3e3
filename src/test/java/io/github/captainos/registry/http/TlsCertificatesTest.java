package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that contain no certificates that could be trusted. */
class TlsCertificatesTest {
  @TempDir private Path directory;

  @Test
  void aFileWithoutACertificateIsNamed() throws IOException {
    for (String content : new String[] {"", "<project />", "-----BEGIN CERTIFICATE-----\n"}) {
      Path file = Files.writeString(directory.resolve("authority.pem"), content);
      assertThatThrownBy(() -> Tls.systemAnd(file))
          .isInstanceOf(IOException.class)
          .hasMessage(file + " contains no PEM certificate");
    }
  }
}
