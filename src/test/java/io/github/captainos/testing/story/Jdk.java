package io.github.captainos.testing.story;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A JDK of this machine.
 *
 * @param feature its version: 17, 25
 * @param home its directory
 */
public record Jdk(int feature, Path home) {
  private static final int OLDEST = 17;
  private static final Path DEBIAN = Path.of("/usr/lib/jvm");

  /** Returns the one that this runs on. */
  public static Jdk current() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /**
   * Returns one of each version that Captain runs on, the oldest first: the one that this runs on,
   * those that {@code JAVA_HOME_…} names, as GitHub's runners have them, and those in {@code
   * /usr/lib/jvm}.
   */
  public static Collection<Jdk> found() {
    Map<Integer, Jdk> found = new TreeMap<>();
    found.put(current().feature(), current());
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("JAVA_HOME_")) {
                add(found, Path.of(value));
              }
            });
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(DEBIAN)) {
        homes.forEach(home -> add(found, home));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found.values();
  }

  private static void add(Map<Integer, Jdk> found, Path home) {
    if (!Files.isExecutable(home.resolve("bin/javac"))) {
      return;
    }
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    int feature = Integer.parseInt(version.split("[._+-]")[0]);
    if (feature >= OLDEST) {
      found.putIfAbsent(feature, new Jdk(feature, home));
    }
  }
}
