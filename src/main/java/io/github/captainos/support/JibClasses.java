package io.github.captainos.support;

import com.google.cloud.tools.jib.api.ImageReference;
import java.util.Locale;

/**
 * Loads classes of jib that format numbers into patterns when they are loaded. In a locale with
 * digits of its own (Arabic, Persian, Marathi) those patterns would be invalid.
 */
public final class JibClasses {
  private JibClasses() {}

  /** Loads them. Has to be called before any other use of jib. */
  public static synchronized void load() {
    if (String.format("%d", 0).equals("0")) {
      return; // and the locale of others in this JVM stays
    }
    Locale locale = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      ImageReference.isValidTag("loads the class, and that of digests with it");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, locale);
    }
  }
}
