package io.github.captainos.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the system holds of the bytes that were written to a TCP connection, until the other end has
 * acknowledged them: up to some MiB, for which a slow line needs long. Java cannot ask for it;
 * Linux lists it.
 *
 * @param localPort the port of this end
 * @param remotePort the port of the other end
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">The Linux
 *     Kernel: the proc/net/tcp and proc/net/tcp6 variables</a>
 */
public record SendQueue(int localPort, int remotePort) {
  /** More than a system usually holds, in bytes: what was sent before that has gone through. */
  public static final long USUAL_MOST = 4 << 20;

  private static final List<Path> LISTS =
      List.of(Path.of("/proc/self/net/tcp6"), Path.of("/proc/self/net/tcp"));
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2}"
              + " ([0-9A-F]{8}):.*");

  /** Returns the number of bytes; 0 if it is not known, as on other systems. */
  public long bytes() {
    for (Path list : LISTS) {
      long bytes = bytes(list);
      if (bytes >= 0) {
        return bytes;
      }
    }
    return 0;
  }

  /** Returns the number of bytes, or -1 if the list does not have the connection. */
  private long bytes(Path list) {
    String local = port(localPort);
    String remote = port(remotePort);
    try {
      for (String line : Files.readAllLines(list)) {
        Matcher entry = ENTRY.matcher(line);
        if (entry.matches() && entry.group(1).equals(local) && entry.group(2).equals(remote)) {
          return Long.parseLong(entry.group(3), 16);
        }
      }
    } catch (IOException e) {
      // another system
    }
    return -1;
  }

  private static String port(int port) {
    return String.format(Locale.ROOT, "%04X", port);
  }
}
