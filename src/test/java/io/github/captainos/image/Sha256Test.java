package io.github.captainos.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class Sha256Test {

  /** What the JVM is asked to do: two large computations are begun. */
  public static void main(String[] arguments) {
    System.out.println(nanos() + " " + nanos());
  }

  private static long nanos() {
    long start = System.nanoTime();
    Sha256.newMessageDigest(1 << 30);
    return System.nanoTime() - start;
  }

  @Test
  void whereItNeverGetsFastThatIsFoundOutOnce() throws IOException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Sha256Test.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] nanos = new String(jvm.getInputStream().readAllBytes(), UTF_8).strip().split(" ");
    assertThat(nanos).hasSize(2);
    assertThat(Long.parseLong(nanos[1])).isLessThan(Long.parseLong(nanos[0]) / 10);
  }
}
