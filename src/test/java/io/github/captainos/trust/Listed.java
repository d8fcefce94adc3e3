package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a registry lists, and its content.
 *
 * @param attachment what it lists
 * @param bytes the content
 */
record Listed(Attachment attachment, byte[] bytes) {
  static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** Returns a layer with annotations of its own, and with the kind of the statement in others. */
  static Listed of(Form form, Blob layer, String predicateType) throws IOException {
    byte[] bytes = layer.open(0).readAllBytes();
    return new Listed(new Attachment(form, layer.descriptor(), predicateType), bytes);
  }

  /** Returns a payload with the base64 of its signature. */
  static Listed payload(byte[] bytes, String signature) {
    Descriptor layer =
        new Descriptor("x", Sha256.of(bytes), bytes.length, null, Map.of(SIGNATURE, signature));
    return new Listed(new Attachment(Form.PAYLOAD, layer, Statement.SIGNATURE), bytes);
  }

  /** Returns a bundle without the annotation. */
  static Listed bundle(byte[] bytes) {
    Descriptor layer = Descriptor.of("x", Sha256.of(bytes), bytes.length);
    return new Listed(new Attachment(Form.BUNDLE, layer, ""), bytes);
  }

  static Listed sign(Form form, Statement statement, SigningKey key) throws IOException {
    return of(form, Signed.sign(form, statement, key), statement.predicateType());
  }

  /** Signs any payload as an envelope or a bundle. */
  static Listed sign(Form form, String payloadType, byte[] payload, SigningKey key)
      throws IOException {
    byte[] signature = key.sign(Signed.message(form, payloadType, payload));
    return of(form, new Signed(form, "", payloadType, payload, List.of(signature)).layer(""), "");
  }

  Signed read() throws IOException {
    return Signed.read(attachment, bytes);
  }

  Attachment.Verified verify(DescriptorDigest image, SigningKey... keys) throws IOException {
    List<VerificationKey> all = List.of(keys).stream().map(SigningKey::verificationKey).toList();
    return attachment.verify(bytes, all, image);
  }

  /** Replaces a text in the payload, and leaves the signature as it is. */
  Listed tamper(String before, String after) throws IOException {
    Signed signed = read();
    byte[] changed = text(signed.payload()).replace(before, after).getBytes(StandardCharsets.UTF_8);
    return of(
        attachment.form(),
        new Signed(signed.form(), signed.hint(), signed.payloadType(), changed, signed.signatures())
            .layer(attachment.predicateType()),
        attachment.predicateType());
  }

  /** Replaces the signature. */
  Listed withSignature(byte[] signature) throws IOException {
    Signed signed = read();
    return of(
        attachment.form(),
        new Signed(
                signed.form(),
                signed.hint(),
                signed.payloadType(),
                signed.payload(),
                List.of(signature))
            .layer(attachment.predicateType()),
        attachment.predicateType());
  }

  String signature() throws IOException {
    return Base64.getEncoder().encodeToString(read().signatures().get(0));
  }

  String text() {
    return text(bytes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
