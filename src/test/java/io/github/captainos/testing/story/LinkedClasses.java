package io.github.captainos.testing.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** The classes of a plugin's jar, linked as the JVM links them when it comes to use them. */
public final class LinkedClasses {
  private LinkedClasses() {}

  /**
   * Links all classes of a jar, where there is nothing else but what Maven gives to plugins.
   *
   * @return what misses others that it cannot be verified or constructed without
   */
  public static List<String> problems(Path jar) throws IOException {
    List<String> problems = new ArrayList<>();
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader plugin = new URLClassLoader(urls, new MavensClasses())) {
      for (String name : classes(jar)) {
        try {
          // asked for those, the JVM links the class, and does not initialize it
          Class.forName(name, false, plugin).getDeclaredConstructors();
        } catch (ClassNotFoundException | LinkageError e) {
          problems.add(name + ": " + e);
        }
      }
    }
    return problems;
  }

  private static List<String> classes(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Java's own classes, and those that Maven gives to plugins, out of the tests' class path. */
  private static final class MavensClasses extends ClassLoader {
    private static final Pattern NAMES =
        Pattern.compile(
            "(org\\.apache\\.maven|org\\.codehaus\\.plexus|org\\.eclipse\\.(aether|sisu)"
                + "|org\\.slf4j|javax\\.inject)\\..*");

    private MavensClasses() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (NAMES.matcher(name).matches()) {
        return Class.forName(name, false, LinkedClasses.class.getClassLoader());
      }
      throw new ClassNotFoundException(name);
    }
  }
}
