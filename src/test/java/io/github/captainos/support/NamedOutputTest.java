package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NamedOutputTest {
  @Test
  void aFullDiskIsNamedWithWhatIsNeeded() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    try (OutputStream file = Files.newOutputStream(full);
        OutputStream out = new NamedOutput(file, Path.of("images"), 1234)) {
      assertThatThrownBy(() -> out.write(new byte[10]))
          .hasMessage("images: No space left on device, and a file there needs 1234 bytes");
    }
  }
}
