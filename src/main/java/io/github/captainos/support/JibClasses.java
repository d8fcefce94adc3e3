package io.github.captainos.support;

import com.google.cloud.tools.jib.api.ImageReference;
import java.util.Locale;

/**
 * Makes jib usable in all countries: it formats numbers into patterns when its classes are loaded,
 * and in a locale with digits of its own (Arabic, Persian, Marathi) gets patterns that are none.
 */
public final class JibClasses {
  private JibClasses() {}

  /** Loads those classes, in no country's locale. Has to be called before any other use of them. */
  public static synchronized void load() {
    Locale locale = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      ImageReference.isValidTag("loads the class, and that of digests with it");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, locale);
    }
  }
}
