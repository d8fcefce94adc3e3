package io.github.captainos.release;

import io.github.captainos.support.FileErrors;
import io.github.captainos.support.RegularFile;
import io.github.captainos.support.Suggestion;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.Predicate.Kind;
import io.github.captainos.trust.SignedIdentity;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a goal, and what it demands of signatures: made from the parameters, with {@link
 * #none()} as the beginning.
 *
 * @param signingKey the key that signs, or null if nothing is signed
 * @param forms the forms of signatures and attestations that it makes
 * @param publicKeys the keys, one of which has to have signed what is read; empty if no signature
 *     is demanded
 * @param identity the references that a signature may be for
 * @param required the kinds of attestations that images must have, signed with one of these keys
 * @param builder what builds the images, or null if their provenance is not attested
 */
public record Trust(
    @Nullable SigningKey signingKey,
    Set<Form> forms,
    List<VerificationKey> publicKeys,
    Setting identity,
    Set<Kind> required,
    @Nullable Builder builder) {
  private static final String VARIABLE = "env:";

  /** The largest key in bytes, and one more; the rest of a larger file is not read. */
  private static final int MAX_KEY_BYTES = (64 << 10) + 1;

  /**
   * A block in PEM, its base64, what is inside of it (the base64 of a key in DER), or several
   * lines, of which the name of a file has only one.
   */
  private static final Pattern KEY =
      Pattern.compile("-----|LS0tLS|[\\r\\n]|^M[A-Z][A-Za-z0-9+/]{60,}={0,2}$");

  public Trust {
    forms = Set.copyOf(forms);
    publicKeys = List.copyOf(publicKeys);
    required = Set.copyOf(required);
  }

  private interface Parser<T> {
    T parse(byte[] file) throws IOException;
  }

  /** Returns what a goal has that neither signs nor verifies. */
  public static Trust none() {
    return new Trust(
        null,
        EnumSet.allOf(Form.class),
        List.of(),
        new Setting("tag", "the default"),
        Set.of(),
        null);
  }

  /**
   * Returns this with what is demanded of images that are read.
   *
   * @param publicKey the public keys, each a file or {@code env:NAME}, separated by commas; null if
   *     no signature is demanded
   * @param identity the references that a signature may be for
   * @param required the kinds of attestations that images must have, separated by commas; null if
   *     none is demanded
   * @param directory what relative paths are relative to
   * @param variables returns the value of an environment variable
   * @throws ReleaseException if a parameter is invalid, or if a key cannot be read or used
   */
  public Trust verifying(
      @Nullable Setting publicKey,
      Setting identity,
      @Nullable Setting required,
      Path directory,
      Function<String, Optional<Setting>> variables)
      throws ReleaseException {
    checkIdentity(identity, signingKey != null);
    return new Trust(
        signingKey,
        forms,
        publicKey == null ? List.of() : publicKeys(publicKey, directory, variables),
        identity,
        required == null ? Set.of() : required(required, publicKey != null),
        builder);
  }

  /**
   * Returns this with what is signed with.
   *
   * @param signKey the private key, a file or {@code env:NAME}; null if nothing is signed
   * @param password the password of the private key, if there is one
   * @param format {@code both}, {@code tag} or {@code bundle}
   * @param directory what a relative path is relative to
   * @param variables returns the value of an environment variable
   * @throws ReleaseException if a parameter is invalid, if the key cannot be read or used, or if
   *     the password is wrong
   */
  public Trust signing(
      @Nullable Setting signKey,
      Optional<char[]> password,
      Setting format,
      Path directory,
      Function<String, Optional<Setting>> variables)
      throws ReleaseException {
    SigningKey key = null;
    if (signKey != null) {
      checkIsPlace("captain.signKey", signKey);
      Parser<SigningKey> parser = file -> SigningKey.read(file, password);
      key = key("captain.signKey", signKey, directory, variables, parser);
    }
    checkIdentity(identity, key != null);
    return new Trust(key, forms(format), publicKeys, identity, required, builder);
  }

  /**
   * Returns this with an attestation of how images are built, which the key signs.
   *
   * @param builderId the URI of what builds the images, or null for what the environment says
   * @param variables returns the value of an environment variable
   * @throws ReleaseException if there is no key that signs, or if the parameter is invalid
   */
  public Trust attestingProvenance(
      @Nullable Setting builderId, Function<String, Optional<Setting>> variables)
      throws ReleaseException {
    if (signingKey == null) {
      throw new ReleaseException(
          "captain.provenance is true, and there is no key that signs the provenance. Set"
              + " captain.signKey to a file with a private key, or captain.provenance to false.");
    }
    return new Trust(
        signingKey, forms, publicKeys, identity, required, Builder.of(builderId, variables));
  }

  private static Set<Form> forms(Setting format) throws ReleaseException {
    return switch (format.value()) {
      case "both" -> EnumSet.allOf(Form.class);
      case "tag" -> EnumSet.of(Form.PAYLOAD, Form.ENVELOPE);
      case "bundle" -> EnumSet.of(Form.BUNDLE);
      default ->
          throw new ReleaseException(
              "captain.signatureFormat must be both, tag or bundle, not " + format + ".");
    };
  }

  private static Set<Kind> required(Setting required, boolean hasKey) throws ReleaseException {
    if (!hasKey) {
      throw new ReleaseException(
          "captain.requireAttestations is "
              + required
              + ", and there is no key to verify attestations with. Set captain.publicKey to the"
              + " public key of those who publish the images.");
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : required.value().split(",", -1)) {
      kinds.add(
          Kind.named(word.strip())
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          "captain.requireAttestations must be sbom, provenance or both with a"
                              + " comma, not "
                              + required
                              + "."
                              + Suggestion.of(word.strip(), List.of("sbom", "provenance")))));
    }
    return kinds;
  }

  /**
   * Returns the key that signs.
   *
   * @throws ReleaseException if there is none
   */
  public SigningKey signingKeyOrThrow() throws ReleaseException {
    if (signingKey == null) {
      throw new ReleaseException(
          "There is no key to sign with. Set captain.signKey to a file with a private key.");
    }
    return signingKey;
  }

  /** Returns the kinds of attestations that images must have, as reports name them. */
  public List<String> requiredWords() {
    return required.stream().sorted().map(Kind::word).toList();
  }

  private static void checkIdentity(Setting identity, boolean isSigning) throws ReleaseException {
    try {
      SignedIdentity.of(identity.value(), "example/name", "tag", false, isSigning);
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(
          "captain.verifyIdentity (from " + identity.origin() + "): " + e.getMessage() + ".");
    }
  }

  /** Reads public keys, at least one: without any, no signature would be demanded. */
  private static List<VerificationKey> publicKeys(
      Setting publicKey, Path directory, Function<String, Optional<Setting>> variables)
      throws ReleaseException {
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
      Setting one = new Setting(place.strip(), publicKey.origin());
      keys.add(key("captain.publicKey", one, directory, variables, VerificationKey::read));
    }
    return keys;
  }

  /** The key itself, in place of its file, must not be in a message. */
  private static void checkIsPlace(String parameter, Setting setting) throws ReleaseException {
    if (isKey(setting.value())) {
      throw new ReleaseException(
          parameter
              + " (from "
              + setting.origin()
              + ") is the content of a key, not the name of its file. Set it to a file, or store"
              + " the content in an environment variable and set it to env: and the variable's"
              + " name.");
    }
  }

  /** Reads the key in a file or an environment variable. */
  private static <T> T key(
      String parameter,
      Setting place,
      Path directory,
      Function<String, Optional<Setting>> variables,
      Parser<T> parser)
      throws ReleaseException {
    String name = parameter + " " + place;
    byte[] bytes;
    if (place.value().startsWith(VARIABLE)) {
      String variable = place.value().substring(VARIABLE.length());
      bytes =
          variables
              .apply(variable)
              .map(found -> found.value().getBytes(StandardCharsets.UTF_8))
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          name
                              + ": the environment variable "
                              + variable
                              + " is not set, or is empty. Set it to the content of the file with"
                              + " the key."));
    } else {
      try (InputStream in = RegularFile.open(directory.resolve(place.value()))) {
        bytes = in.readNBytes(MAX_KEY_BYTES);
      } catch (IOException | InvalidPathException e) {
        throw new ReleaseException(
            name
                + " cannot be read: "
                + (e instanceof IOException io ? FileErrors.of(io) : "it is not a valid path")
                + ". Set it to a file with a key in PEM, or to env:NAME.");
      }
    }
    try {
      return parser.parse(bytes);
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be used: " + e.getMessage());
    }
  }

  /** Returns the name of the key that signs, for people and reports; null if nothing is signed. */
  public @Nullable String signer() {
    return signingKey == null ? null : signingKey.verificationKey().hint();
  }

  /** Returns whether a value is a key, not the place of one: it must not be in a message. */
  public static boolean isKey(String value) {
    return KEY.matcher(value).find();
  }
}
