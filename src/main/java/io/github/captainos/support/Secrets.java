package io.github.captainos.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The passwords and tokens that this process has used, which are hidden in all text that is
 * printed: a server may repeat a request, and with it the header {@code Authorization}, in its
 * error message. Whoever obtains a secret adds it; {@link Printable} hides it.
 */
public final class Secrets {
  private static final String HIDDEN = "***";

  /** Shorter ones are parts of ordinary words. They are hidden with the name of the user only. */
  private static final int MIN_LENGTH = 4;

  /** Shorter ones may be ordinary words, such as the name of a directory or a part of one. */
  private static final int MIN_UNUSUAL_LENGTH = 8;

  /** So many characters of a secret are enough, since a server may truncate what it repeats. */
  private static final int MIN_MATCH = 16;

  /** The last ones that were used: tokens are renewed every few minutes. */
  private static final int MAX_SECRETS = 64;

  /** The characters that escaped ones begin with, or are. */
  private static final String ESCAPES = "\\%&-_+";

  private static final Map<Integer, String> HTML =
      Map.of((int) '&', "&amp;", (int) '<', "&lt;", (int) '>', "&gt;", (int) '"', "&quot;");

  /** The alphabet for URLs, and blanks in forms. */
  private static final Map<Integer, String> OTHERS =
      Map.of((int) '+', "-", (int) '/', "_", (int) ' ', "+");

  private static volatile List<String> known = List.of();

  private Secrets() {}

  /** Adds a password or a token. */
  public static synchronized void add(String secret) {
    if (secret.isBlank() || secret.length() < MIN_LENGTH) {
      return;
    }
    List<String> all = new ArrayList<>(known);
    all.remove(secret); // it is the last one now
    if (all.size() >= MAX_SECRETS) {
      all.remove(0);
    }
    all.add(secret);
    known = List.copyOf(all);
  }

  /** Adds a password in all forms in which it is sent: RFC 7617, section 2. */
  public static void add(String username, String password) {
    if (!password.isEmpty()) {
      String both = username + ":" + password;
      add(Base64.getEncoder().withoutPadding().encodeToString(both.getBytes(UTF_8)));
      add(Base64.getEncoder().withoutPadding().encodeToString(password.getBytes(UTF_8)));
      add(password.length() < MIN_LENGTH ? both : password);
    }
  }

  /**
   * Returns text in which secrets are replaced, also those that are escaped: all but those that may
   * be ordinary words.
   */
  public static String hidden(String text) {
    return hidden(text, Integer.MAX_VALUE);
  }

  /** Returns the same, or its beginning, which is longer than so many characters. */
  static String hidden(String text, int maxLength) {
    return hidden(text, maxLength, MIN_UNUSUAL_LENGTH);
  }

  /** Returns the answer of a server in which all secrets are replaced. */
  public static String hiddenInAnswer(String text) {
    return hidden(text, Integer.MAX_VALUE, MIN_LENGTH);
  }

  private static String hidden(String text, int maxLength, int minLength) {
    List<String> secrets = known.stream().filter(secret -> secret.length() >= minLength).toList();
    if (secrets.isEmpty()) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    int copied = 0;
    int i = 0;
    while (i < text.length() && shown.length() + i - copied <= maxLength) {
      int end = i;
      for (String secret : secrets) {
        end = Math.max(end, end(text, i, secret));
      }
      if (end > i) {
        shown.append(text, copied, i).append(HIDDEN);
        copied = end;
      }
      i = Math.max(end, i + 1);
    }
    return shown.append(text, copied, i).toString();
  }

  /** Returns a cause for a stack trace: none if a message of it, or of its causes, has a secret. */
  public static @Nullable Throwable hidden(@Nullable Throwable cause) {
    return cause != null && isIn(cause) ? null : cause;
  }

  private static boolean isIn(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Throwable cause = failure.getCause();
    if (!hidden(message).equals(message) || cause != null && isIn(cause)) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (isIn(suppressed)) {
        return true;
      }
    }
    return false;
  }

  /** Returns where a secret ends that begins at a position, or the position if none does. */
  private static int end(String text, int begin, String secret) {
    int end = begin;
    int matched = 0;
    while (matched < secret.length()) {
      int character = secret.codePointAt(matched);
      int length = length(text, end, character);
      if (length == 0) {
        break;
      }
      end += length;
      matched += Character.charCount(character);
    }
    boolean isWhole = matched == secret.length();
    boolean isShort = secret.length() < MIN_UNUSUAL_LENGTH;
    return (isWhole || matched >= MIN_MATCH)
            && !(isShort && (isInWord(text, begin - 1) || isInWord(text, end)))
        ? end
        : begin;
  }

  private static boolean isInWord(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  /** Returns the length of a character at a position, as it is or escaped; 0 if it is not there. */
  private static int length(String text, int at, int character) {
    if (at >= text.length()) {
      return 0;
    }
    if (!isEverEscaped(character)) {
      return text.charAt(at) == character ? 1 : 0;
    }
    String plain = Character.toString(character);
    if (ESCAPES.indexOf(text.charAt(at)) >= 0) {
      for (String escaped : escaped(plain, character)) {
        if (text.regionMatches(true, at, escaped, 0, escaped.length())) {
          return escaped.length();
        }
      }
    }
    return text.startsWith(plain, at) ? plain.length() : 0;
  }

  private static boolean isEverEscaped(int character) {
    return character >= 0x80 || !Character.isLetterOrDigit(character);
  }

  /** Returns how URLs, JSON and HTML write a character that is no letter or digit of ASCII. */
  private static List<String> escaped(String plain, int character) {
    List<String> all = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    StringBuilder json = new StringBuilder();
    plain.chars().forEach(unit -> json.append("\\u").append(hex.toHexDigits((char) unit)));
    all.add(json.toString());
    all.add("%" + HexFormat.ofDelimiter("%").formatHex(plain.getBytes(UTF_8)));
    all.add("&#" + character + ";");
    all.add("&#x" + Integer.toHexString(character).toLowerCase(Locale.ROOT) + ";");
    all.add(HTML.getOrDefault(character, "\\" + plain));
    all.add("\\" + plain);
    all.add(OTHERS.getOrDefault(character, plain));
    return all;
  }
}
