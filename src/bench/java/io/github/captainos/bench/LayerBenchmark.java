package io.github.captainos.bench;

import io.github.captainos.image.tar.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a layer costs beyond SHA-256 itself. All of them go through one file of {@code mebibytes},
 * so the times can be compared, and bytes per second are {@code mebibytes} divided by the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class LayerBenchmark {
  private static final int MIB = 1 << 20;
  private static final int BUFFER = 1 << 18;

  /** How large the file is. */
  @Param("64")
  public int mebibytes;

  private byte[] content;
  private Path file;
  private Layer layer;

  /** Makes the file. */
  @Setup
  public void prepare() throws IOException {
    content = new byte[mebibytes * MIB];
    new Random(1).nextBytes(content);
    file = Files.createTempFile("layer", ".bin");
    Files.write(file, content);
    layer = Layer.of(file, "file");
  }

  /** Deletes the file. */
  @TearDown
  public void clean() throws IOException {
    Files.delete(file);
  }

  /** The floor: SHA-256 of the same bytes, once, from memory. */
  @Benchmark
  public byte[] sha256() throws NoSuchAlgorithmException {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (int at = 0; at < content.length; at += BUFFER) {
      hash.update(content, at, Math.min(BUFFER, content.length - at));
    }
    return hash.digest();
  }

  /** Reads the file, and hashes it twice: on its own, and as a layer. */
  @Benchmark
  public Layer hashing() throws IOException {
    return Layer.of(file, "file");
  }

  /** Writes the archive. */
  @Benchmark
  public void writing() throws IOException {
    layer.open(0).transferTo(OutputStream.nullOutputStream());
  }
}
