package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * File systems whose mount point the JVM does not find, as in a chroot. JGit needs it for a detail
 * that it can do without, and logs an error with a stack trace for each directory.
 */
final class UnknownMounts {
  /** Read by the loggers of Maven when JGit's class is loaded: slf4j-simple, SimpleLogger. */
  private static final String LEVEL = "org.slf4j.simpleLogger.log.org.eclipse.jgit.util.FS";

  private UnknownMounts() {}

  /** Turns the error off where it would be logged. Has to be called before JGit is. */
  static void silence(Path directory) {
    try {
      Files.getFileStore(directory);
    } catch (IOException e) {
      System.setProperty(LEVEL, "off");
    }
  }
}
