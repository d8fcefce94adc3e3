package io.github.captainos.release.signing;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.support.FileErrors;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads keys from files and environment variables.
 *
 * @param settings where they are
 */
record KeyFiles(TrustSettings settings) {
  private static final String VARIABLE = "env:";

  /** More than a key has; the rest of a larger file is not read. */
  private static final int MOST_BYTES = (64 << 10) + 1;

  private interface Parser<T> {
    T parse(byte[] file) throws IOException;
  }

  /**
   * Reads the private key.
   *
   * @throws ReleaseException if it cannot be read or used, or the password is wrong
   */
  SigningKey signingKey(Setting signKey) throws ReleaseException {
    checkIsPlace("captain.signKey", signKey);
    return read(
        "captain.signKey",
        signKey,
        signKey.value(),
        file -> SigningKey.read(file, settings.password()));
  }

  /**
   * Reads public keys.
   *
   * @return the keys, at least one: without any, no signature would be demanded
   * @throws ReleaseException if one cannot be read or used, or if an element of the list is empty
   */
  List<VerificationKey> verificationKeys(Setting publicKey) throws ReleaseException {
    checkIsPlace("captain.publicKey", publicKey);
    List<VerificationKey> keys = new ArrayList<>();
    for (String place : publicKey.value().split(",", -1)) {
      if (place.isBlank()) {
        throw new ReleaseException(
            "captain.publicKey "
                + publicKey
                + " has an empty element, so a key is missing. Set each element to a file with a"
                + " key in PEM, or to env:NAME, or remove the comma.");
      }
      keys.add(read("captain.publicKey", publicKey, place.strip(), VerificationKey::read));
    }
    return keys;
  }

  /** The key itself, in place of its file, must not be in a message. */
  private static void checkIsPlace(String parameter, Setting setting) throws ReleaseException {
    if (TrustSettings.isKey(setting.value())) {
      throw new ReleaseException(
          parameter
              + " (from "
              + setting.origin()
              + ") is the content of a key, not the name of its file. Set it to a file, or store"
              + " the content in an environment variable and set it to env: and the variable's"
              + " name.");
    }
  }

  private <T> T read(String parameter, Setting setting, String place, Parser<T> parser)
      throws ReleaseException {
    String name = parameter + " '" + place + "' (from " + setting.origin() + ")";
    byte[] bytes = place.startsWith(VARIABLE) ? variable(name, place) : file(name, place);
    try {
      return parser.parse(bytes);
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be used: " + e.getMessage());
    }
  }

  private byte[] variable(String name, String place) throws ReleaseException {
    String variable = place.substring(VARIABLE.length());
    return settings
        .variables()
        .apply(variable)
        .map(found -> found.value().getBytes(StandardCharsets.UTF_8))
        .orElseThrow(
            () ->
                new ReleaseException(
                    name
                        + ": the environment variable "
                        + variable
                        + " is not set, or is empty. Set it to the content of the file with the"
                        + " key."));
  }

  private byte[] file(String name, String place) throws ReleaseException {
    try (InputStream in = Files.newInputStream(path(place))) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new ReleaseException(
          name
              + " cannot be read: "
              + FileErrors.of(e)
              + ". Set it to a file with a key in PEM, or to env:NAME.");
    }
  }

  private Path path(String place) throws IOException {
    try {
      return settings.directory().resolve(place);
    } catch (InvalidPathException e) {
      throw new IOException("it is not a valid path");
    }
  }
}
