package io.github.captainos.registry.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Recognises hosts that are this machine itself. */
public final class Loopback {
  /**
   * RFC 5735, section 3, and RFC 6761, section 6.3. No name is resolved: the answer could be
   * forged.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  private Loopback() {}

  /**
   * Returns whether a host can only be this machine.
   *
   * @param host a name or an address, without a port; an IPv6 address may be in brackets
   */
  public static boolean is(String host) {
    return host.indexOf(':') < 0
        ? LOOPBACK.matcher(host).matches()
        : isIpv6(host.startsWith("[") ? host : "[" + host + "]");
  }

  /** RFC 4291, section 2.5.3: {@code ::1}, however it is written. */
  private static boolean isIpv6(String inBrackets) {
    try {
      // a host in brackets is not resolved
      return InetAddress.getByName(inBrackets).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
