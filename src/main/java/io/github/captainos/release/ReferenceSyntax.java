package io.github.captainos.release;

import com.google.cloud.tools.jib.api.ImageReference;
import io.github.captainos.support.JibClasses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The syntax of the parts of a reference.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">OCI
 *     Distribution Specification: pulling manifests</a>
 */
public final class ReferenceSyntax {
  private static final int LARGEST_PORT = 65535;

  /**
   * As in the references of Docker and containerd: without a zone, and without an embedded IPv4
   * address. The second group is the port.
   */
  private static final Pattern IPV6_REGISTRY = Pattern.compile("(\\[[0-9A-Fa-f:]+])(:\\d+)?");

  static {
    JibClasses.load();
  }

  private ReferenceSyntax() {}

  /** Returns whether this is {@code host[:port]}, where an IPv6 address is in brackets. */
  static boolean isRegistry(String text) {
    Matcher ipv6 = IPV6_REGISTRY.matcher(text);
    boolean isHost = ipv6.matches() ? isIpv6(ipv6.group(1)) : ImageReference.isValidRegistry(text);
    return isHost && hasValidPort(text);
  }

  private static boolean isIpv6(String inBrackets) {
    try {
      // a host in brackets is not resolved
      return InetAddress.getByName(inBrackets) instanceof Inet6Address;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean hasValidPort(String registry) {
    String port = registry.replaceFirst("^(\\[.*]|[^:]*):?", "");
    return port.isEmpty() || port.length() <= 5 && Integer.parseInt(port) <= LARGEST_PORT;
  }

  /** Returns whether this is the name of a repository, or a part of it. */
  static boolean isRepository(String text) {
    return ImageReference.isValidRepository(text);
  }

  /** Returns whether this is a tag. */
  public static boolean isTag(String text) {
    return ImageReference.isValidTag(text);
  }

  /**
   * @param tag the tag
   * @param shown the tag as the message shows it
   * @param advice what to do if it is invalid
   * @throws ReleaseException if it is invalid
   */
  public static void checkTag(String tag, String shown, String advice) throws ReleaseException {
    if (!isTag(tag)) {
      throw new ReleaseException(
          "The tag "
              + shown
              + " is not a valid tag: at most 128 letters, digits, '_', '.' and '-', of which '.' and"
              + " '-' cannot be first. "
              + advice);
    }
  }
}
