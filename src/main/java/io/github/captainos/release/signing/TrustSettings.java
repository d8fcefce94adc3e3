package io.github.captainos.release.signing;

import io.github.captainos.release.Setting;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of what a goal signs with, and of the signatures that it demands.
 *
 * @param signKey the private key, a file or {@code env:NAME}; null if nothing is signed
 * @param signatureFormat {@code both}, {@code tag} or {@code bundle}
 * @param publicKey the public keys, each a file or {@code env:NAME}, separated by commas; null if
 *     no signature is demanded
 * @param verifyIdentity the references that a signature may be for
 * @param attestations the attestations that are demanded or made
 * @param directory what relative paths are relative to
 * @param variables returns the value of an environment variable
 * @param password the password of the private key, if there is one
 */
public record TrustSettings(
    @Nullable Setting signKey,
    Setting signatureFormat,
    @Nullable Setting publicKey,
    Setting verifyIdentity,
    AttestationSettings attestations,
    Path directory,
    Function<String, Optional<Setting>> variables,
    Optional<char[]> password) {

  /**
   * A block in PEM, its base64, what is inside of it (the base64 of a key in DER), or several
   * lines, of which the name of a file has only one.
   */
  private static final Pattern KEY =
      Pattern.compile("-----|LS0tLS|[\\r\\n]|^M[A-Z][A-Za-z0-9+/]{60,}={0,2}$");

  /** Returns whether a value is a key, not the place of one: it must not be in a message. */
  public static boolean isKey(String value) {
    return KEY.matcher(value).find();
  }

  /** Returns the settings of a goal that neither signs nor verifies. */
  public static TrustSettings none() {
    return new TrustSettings(
        null,
        new Setting("both", "the default"),
        null,
        new Setting("tag", "the default"),
        AttestationSettings.NONE,
        Path.of(""),
        name -> Optional.empty(),
        Optional.empty());
  }
}
