package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTest {
  @TempDir private Path directory;

  @Test
  void hasTheDigestThatAnyoneCanCompute() throws IOException {
    Layer layer = Layer.of(file("hello\n"), "hello.txt");

    assertThat(layer.descriptor().digest())
        .hasToString("sha256:a32826ad161414ebdd8b3ab0c346437284f32d8a9cd48dee9d718213c6ece577");
    assertThat(layer.files().get(0).digest())
        .hasToString("sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
    assertThat(layer.descriptor().annotations())
        .containsOnly(Map.entry(Annotations.TITLE, "hello.txt.tar"));
  }

  @Test
  void writesTheBytesThatItsDescriptorPromises() throws IOException {
    Layer layer = Layer.of(file("x".repeat(1_000_000)), "x");
    byte[] bytes = layer.open(0).readAllBytes();

    assertThat(bytes.length).isEqualTo(layer.descriptor().size());
    assertThat(Sha256.of(bytes)).isEqualTo(layer.descriptor().digest());
  }

  @Test
  void dependsOnNothingButTheContentAndTheName() throws IOException {
    Path one = file("same");
    Path other = Files.writeString(directory.resolve("elsewhere.bin"), "same");
    Files.setLastModifiedTime(other, FileTime.fromMillis(1));
    assertThat(other.toFile().setExecutable(true)).isTrue();

    assertThat(Layer.of(other, "n").descriptor()).isEqualTo(Layer.of(one, "n").descriptor());
  }

  @Test
  void refusesToWriteAFileThatHasOtherBytesNow() throws IOException {
    Path file = file("before");
    Layer layer = Layer.of(file, "f");
    Files.writeString(file, "behind");
    touch(file);

    assertChanged(layer, "its content has changed");
  }

  @Test
  void aFileWithOtherTimesAndTheSameBytesHasNotChanged() throws IOException {
    Path file = file("the same");
    Layer layer = Layer.of(file, "f");
    touch(file);

    assertThat(Sha256.of(layer.open(0).readAllBytes())).isEqualTo(layer.descriptor().digest());
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
  }

  @Test
  void isReadFromAnyByteOn() throws IOException {
    Layer layer = Layer.of(file("x".repeat(1000)), "x".repeat(101));
    byte[] all = layer.open(0).readAllBytes();
    for (int from = 0; from <= all.length; from++) {
      assertThat(layer.open(from).readAllBytes())
          .as("from " + from)
          .isEqualTo(Arrays.copyOfRange(all, from, all.length));
    }
  }

  @Test
  void aChangeIsNoticedAlsoInWhatIsNotRead() throws IOException {
    Path file = file("before");
    Layer layer = Layer.of(file, "f");
    Files.writeString(file, "behind");
    touch(file);

    assertThatThrownBy(() -> layer.open(5000).readAllBytes())
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("its content has changed");
  }

  @Test
  void theLastBytesOfAFileThatHasChangedAreWithheld() throws IOException {
    Path file = file("before");
    Layer layer = Layer.of(file, "f");
    Files.writeString(file, "behind");
    touch(file);

    try (InputStream in = layer.open(0)) {
      assertThat(in.readNBytes(new byte[1024], 0, 1024)).isEqualTo(1024);
      assertThatThrownBy(in::read).isInstanceOf(FileChangedException.class);
    }
  }

  @Test
  void refusesToWriteAFileThatGrewOrShrankOrIsGone() throws IOException {
    Path file = file("before");
    Layer layer = Layer.of(file, "f");
    Files.writeString(file, "before and after");
    assertChanged(layer, "it grew");
    Files.writeString(file, "bef");
    assertChanged(layer, "it shrank");
    Files.delete(file);
    assertChanged(layer, "it can no longer be opened");
  }

  private static void assertChanged(Layer layer, String how) {
    assertThatThrownBy(() -> layer.open(0).readAllBytes())
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("changed while it was being published")
        .hasMessageContaining(how);
  }

  @Test
  void readsAFileThatIsLargerThanTheMemory() throws IOException {
    long size = 24 << 20;
    Path file = file("");
    try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
      big.setLength(size); // sparse
    }
    String[] reader = Command.java(Reader.class, List.of("-Xmx16m"), file.toString());

    assertThat(Long.parseLong(Command.run(directory, reader).strip())).isGreaterThan(size);
  }

  /** A program with less memory than the tests have. */
  static final class Reader {
    public static void main(String[] arguments) throws IOException {
      System.out.println(Layer.of(Path.of(arguments[0]), "big").descriptor().size());
    }
  }

  private Path file(String content) throws IOException {
    return Files.write(directory.resolve("file"), content.getBytes(UTF_8));
  }
}
