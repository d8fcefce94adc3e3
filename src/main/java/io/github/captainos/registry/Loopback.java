package io.github.captainos.registry;

import java.util.regex.Pattern;

/** Which hosts are this machine itself. */
final class Loopback {
  /** RFC 5735, section 3, and RFC 6761, section 6.3. No name is looked up: an answer could lie. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  private Loopback() {}

  /** Returns whether a host, without a port, can only be this machine. */
  static boolean is(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
