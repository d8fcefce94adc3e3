package io.github.captainos.testing.maven;

import java.lang.reflect.Field;
import java.util.Map;

/** The environment variables of this JVM, as far as Java code reads them. */
final class JvmVariables {
  /** The JVM's option that lets them be changed. */
  static final String OPTION = "--add-opens=java.base/java.util=ALL-UNNAMED";

  private JvmVariables() {}

  /**
   * Replaces all. A process that is started later gets those that this one was started with, unless
   * whoever starts it asks for its variables.
   */
  static void set(Map<String, String> variables) throws ReflectiveOperationException {
    Field map = Class.forName("java.util.Collections$UnmodifiableMap").getDeclaredField("m");
    map.setAccessible(true);
    @SuppressWarnings("unchecked")
    Map<String, String> own = (Map<String, String>) map.get(System.getenv());
    own.clear();
    own.putAll(variables);
  }
}
