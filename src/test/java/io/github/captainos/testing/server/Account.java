package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The one account that registries of the stories know: captain, with secret-of-the-story. */
public final class Account {
  private static final String NAME = "captain";

  /** Bcrypt, so that the password is in no file of the registry's. */
  private static final String HTPASSWD =
      NAME + ":$2y$05$HoPBiu63RD1OhnBo.x2NkuPsJ.bcnfi.DAz/KAlZqJdxK/R9y2si.\n";

  private Account() {}

  /**
   * Writes the account down for Distribution.
   *
   * @param file where to
   * @return the lines of Distribution's configuration that have it ask for the account
   */
  public static String[] htpasswd(Path file) throws IOException {
    Files.writeString(file, HTPASSWD);
    return new String[] {"auth:", "  htpasswd:", "    realm: story", "    path: " + file};
  }

  /**
   * Writes what {@code docker login} leaves behind.
   *
   * @param directory for {@code config.json}
   * @param registry {@code host:port}
   * @param password the account's, or a wrong one
   */
  public static void logIn(Path directory, String registry, String password) throws IOException {
    String auth = Base64.getEncoder().encodeToString((NAME + ":" + password).getBytes(UTF_8));
    Files.writeString(
        Files.createDirectories(directory).resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry, auth));
  }
}
