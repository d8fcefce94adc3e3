package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a registry lists as a signature or an attestation of an image, which may be anything.
 *
 * @param form its form
 * @param content the descriptor of its content
 * @param predicateType the kind of statement that it is annotated with, which anyone may write;
 *     empty without one
 */
public record Attachment(Form form, Descriptor content, String predicateType) {
  /** The maximum size of a signature in bytes: larger ones are not to be fetched. */
  public static final int MAX_SIGNATURE = 1 << 20;

  /**
   * The maximum size of an attestation in bytes: that of the largest predicate in base64, with what
   * is around it.
   */
  public static final int MAX_ATTESTATION = Predicate.MAX_SIZE / 3 * 4 + (1 << 20);

  /** The forms in which signed statements are attached to an image. */
  public enum Form {
    /**
     * A payload of "simple signing": a layer of the manifest under the tag {@code sha256-….sig}.
     */
    PAYLOAD(".sig", "signatures", "application/vnd.dev.cosign.simplesigning.v1+json"),
    /** An envelope of DSSE: a layer of the manifest under the tag {@code sha256-….att}. */
    ENVELOPE(".att", "attestations", "application/vnd.dsse.envelope.v1+json"),
    /** A bundle of Sigstore, version 0.3: the layer of a referrer of the image. */
    BUNDLE("", "bundles", "application/vnd.dev.sigstore.bundle.v0.3+json");

    private final String suffix;
    private final String noun;
    private final String mediaType;

    Form(String suffix, String noun, String mediaType) {
      this.suffix = suffix;
      this.noun = noun;
      this.mediaType = mediaType;
    }

    /** Returns the tag of the manifest that has all of an image in this form, if it has a tag. */
    public String tag(DescriptorDigest image) {
      return "sha256-" + image.getHash() + suffix;
    }

    /** Returns what is in this form, in the plural, for messages. */
    public String noun() {
      return noun;
    }

    /** Returns the media type of the layer. */
    String mediaType() {
      return mediaType;
    }
  }

  /**
   * Returns what a manifest under one of cosign's tags lists. Layers of other kinds are left out.
   *
   * @param manifest a manifest of anyone
   * @throws IOException if it is no manifest, or is larger or has more layers than it may have
   */
  public static List<Attachment> of(Form form, Manifest manifest) throws IOException {
    return AttachmentManifest.layers(form, manifest).stream()
        .filter(layer -> layer.mediaType().equals(form.mediaType()))
        .map(layer -> new Attachment(form, layer, predicateType(form, layer)))
        .toList();
  }

  private static String predicateType(Form form, Descriptor layer) {
    return form == Form.PAYLOAD
        ? Statement.SIGNATURE
        : layer.annotations().getOrDefault(Signed.PREDICATE_TYPE, "");
  }

  /**
   * Returns the bundle of a referrer; empty if the referrer is none of a bundle, going by its
   * artifact type, which anyone may write, and its layer. What only claims to be one does not hide
   * those that are.
   */
  public static Optional<Attachment> ofReferrer(Manifest manifest) {
    try {
      if (manifest.descriptor().size() <= AttachmentManifest.MAX_REFERRER
          && manifest.artifactType().equals(Form.BUNDLE.mediaType())
          && !manifest.isIndex()
          && manifest.entries().size() == 1
          && manifest.entries().get(0).mediaType().equals(Form.BUNDLE.mediaType())) {
        return Optional.of(
            new Attachment(
                Form.BUNDLE,
                manifest.entries().get(0),
                manifest.annotations().getOrDefault(AttachmentManifest.PREDICATE_TYPE, "")));
      }
    } catch (IOException e) {
      // it is no manifest
    }
    return Optional.empty();
  }

  /** Returns whether it may be a signature of the image; else, it is an attestation. */
  public boolean mayBeSignature() {
    return predicateType.isEmpty() || predicateType.equals(Statement.SIGNATURE);
  }

  /** Returns whether it may be an attestation; else, it is a signature of the image. */
  public boolean mayBeAttestation() {
    return !predicateType.equals(Statement.SIGNATURE);
  }

  /** Returns whether it may have a statement, going by the annotation. */
  public boolean mayState(Statement statement) {
    return predicateType.isEmpty() || predicateType.equals(statement.predicateType());
  }

  /**
   * A valid statement about an image.
   *
   * @param key the key that it is signed with
   */
  public record Verified(VerificationKey key, Statement statement) {}

  /**
   * Verifies that one of the keys has signed a statement about an image. Under which name it did so
   * is not looked at.
   *
   * @param bytes its content
   * @param keys the keys, one of which has to have signed
   * @param image the digest of the manifest or index that is used afterwards
   * @throws IOException if it is not valid; the message continues a sentence about it
   */
  public Verified verify(byte[] bytes, List<VerificationKey> keys, DescriptorDigest image)
      throws IOException {
    Signed signed = Signed.read(this, bytes);
    VerificationKey key = signed.signer(keys);
    Statement statement = signed.statement();
    if (!statement.subject().digest().equals(image)) {
      throw new IOException("it is for another image, " + statement.subject().digest());
    }
    if (!predicateType.isEmpty() && !predicateType.equals(statement.predicateType())) {
      throw new IOException(
          "it is annotated as "
              + Printable.of(predicateType)
              + ", but states "
              + Printable.of(statement.predicateType()));
    }
    return new Verified(key, statement);
  }
}
