package io.github.captainos.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.Command;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void whereItNeverGetsFastThatIsFoundOutOnce(@TempDir Path directory) {
    List<String> options = List.of("-XX:TieredStopAtLevel=1");
    String output = Command.run(directory, Command.java(Sha256Test.class, options));
    String[] nanos = output.strip().split(" ");
    assertThat(nanos).hasSize(2);
    assertThat(Long.parseLong(nanos[1])).isLessThan(Long.parseLong(nanos[0]) / 10);
  }
}
