package io.github.captainos.release.sign;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Trust;
import io.github.captainos.release.combine.Combiner;
import io.github.captainos.release.copy.Copier;
import io.github.captainos.release.copy.Tagger;
import io.github.captainos.release.look.Inspector;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.release.pull.PullFixture;
import io.github.captainos.report.InspectReport;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A release of two targets, in layouts, and keys in files. */
final class SignedRelease {
  static final String SPDX = "{ \"spdxVersion\": \"SPDX-2.3\", \"number\": 1.50 }";
  static final String CYCLONEDX = "{\"bomFormat\" : \"CycloneDX\", \"specVersion\" : \"1.6\"}";
  static final String KEY = "openssl.pem";
  static final String PUBLIC = "openssl.pub";
  static final String OTHER_KEY = "cosign.key";
  static final String OTHER_PUBLIC = "cosign.pub";

  final Path directory;
  String tag = "v1";
  String content = "the ISO for ";
  String format = "both";
  String identity = "tag";
  String commit = "1234567";

  /** The URL of the source repository, or null. */
  @Nullable String source;

  /** The kinds of attestations that are demanded, or null. */
  @Nullable String required;

  boolean dryRun;
  boolean provenance;
  @Nullable String builderId;

  /** The names of the files with the SBOMs of amd64 and of arm64, or null. */
  @Nullable String sbomOfAmd64;

  @Nullable String sbomOfArm64;

  SignedRelease(Path directory) throws IOException {
    this.directory = directory;
    for (String file : List.of(KEY, PUBLIC, OTHER_KEY, OTHER_PUBLIC)) {
      Files.write(directory.resolve(file), TestKeys.file(file));
    }
  }

  Trust trust(@Nullable String signKey, @Nullable String publicKey) throws ReleaseException {
    Trust trust =
        Trust.none()
            .verifying(
                optional(publicKey),
                setting(identity),
                optional(required),
                directory,
                SignedRelease::variable)
            .signing(
                optional(signKey),
                Optional.of("correct".toCharArray()),
                setting(format),
                directory,
                SignedRelease::variable);
    return provenance
        ? trust.attestingProvenance(optional(builderId), SignedRelease::variable)
        : trust;
  }

  private static Optional<Setting> variable(String name) {
    return Optional.ofNullable(Map.of("KEY", new String(TestKeys.file(KEY))).get(name))
        .map(SignedRelease::setting);
  }

  private static @Nullable Setting optional(@Nullable String value) {
    return value == null ? null : setting(value);
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  Repository repository(String artifactName) {
    return new Repository(
        "oci:images",
        "captain/os",
        artifactName,
        directory,
        RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  private ReleaseVersion versioning() {
    return new ReleaseVersion(setting(tag), null, setting(commit), null, Instant.EPOCH, directory);
  }

  private Publishing publishing(Trust trust) {
    Publishing publishing =
        new Publishing(directory, target("amd64", sbomOfAmd64), target("arm64", sbomOfArm64));
    publishing.versioning = versioning();
    publishing.source = source;
    publishing.trust = trust;
    publishing.dryRun = dryRun;
    return publishing;
  }

  private static TargetFiles target(String name, @Nullable String sbom) {
    return new TargetFiles(name, List.of(Publishing.file(name + ".iso", null, null)), sbom);
  }

  private Release release(String artifactName, Trust trust) throws ReleaseException {
    Publishing publishing = publishing(trust);
    publishing.repository = repository(artifactName);
    return publishing.release();
  }

  void publish(@Nullable String signKey) throws Exception {
    publish(signKey, "all");
  }

  PublishReport publish(@Nullable String signKey, String selected) throws Exception {
    Files.writeString(directory.resolve("amd64.iso"), content + "amd64");
    Files.writeString(directory.resolve("arm64.iso"), content + "arm64");
    Publishing publishing = publishing(trust(signKey, null));
    publishing.target = selected;
    return publishing.publish();
  }

  SignatureReport signFiles(@Nullable String signKey) throws Exception {
    return publishing(trust(signKey, null)).sign();
  }

  SignatureReport signNamed(@Nullable String signKey, boolean unverified) throws ReleaseException {
    return new Signer(release("artifacts", trust(signKey, null)), unverified).run();
  }

  void tagAll(String newTag, @Nullable String signKey, @Nullable String publicKey)
      throws ReleaseException {
    tagAll(newTag, signKey, publicKey, false);
  }

  void tagAll(
      String newTag, @Nullable String signKey, @Nullable String publicKey, boolean isUnsigned)
      throws ReleaseException {
    Release release = release("artifacts", trust(signKey, publicKey));
    new Tagger(release, setting(newTag), false, isUnsigned, dryRun).run();
  }

  void combine(@Nullable String signKey, @Nullable String publicKey) throws ReleaseException {
    Release release = release("artifacts", trust(signKey, publicKey));
    new Combiner(release, directory.resolve("combined"), true, dryRun).run();
  }

  void copy(String to, @Nullable String signKey, @Nullable String publicKey)
      throws ReleaseException {
    Trust trust = trust(signKey, publicKey);
    new Copier(release("artifacts", trust), release(to, trust), null, false, false, true).run();
  }

  SignatureReport verify(@Nullable String publicKey) throws ReleaseException {
    return verify("artifacts", publicKey);
  }

  SignatureReport verify(String artifactName, @Nullable String publicKey) throws ReleaseException {
    return new Verifier(release(artifactName, trust(null, publicKey))).run();
  }

  InspectReport inspect(String target, @Nullable String publicKey) throws ReleaseException {
    return new Inspector(release("artifacts", trust(null, publicKey)), setting(target), null).run();
  }

  void pull(@Nullable String publicKey) throws ReleaseException {
    pull(null, publicKey);
  }

  void pull(@Nullable String signKey, @Nullable String publicKey) throws ReleaseException {
    Release release = release("artifacts", trust(signKey, publicKey));
    PullFixture.job(release, "both", directory.resolve("pulled"), "symbolic").run();
  }

  /** Opens the repository, as someone else who may write to it. */
  Registry registry() throws IOException {
    return Registries.open(
        "oci:images",
        "captain/os/artifacts",
        directory,
        Access.WRITE,
        null,
        RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  /** Writes an SBOM for each target, and asks for provenance. */
  void attest() throws IOException {
    commit = "12".repeat(20);
    Files.writeString(directory.resolve("amd64.spdx.json"), SPDX + "\n");
    Files.writeString(directory.resolve("arm64.cdx.json"), CYCLONEDX);
    sbomOfAmd64 = "amd64.spdx.json";
    sbomOfArm64 = "*.cdx.json";
    provenance = true;
  }

  /** Demands attestations from now on, and makes none. */
  void demand(@Nullable String kinds) {
    required = kinds;
    provenance = false;
  }

  /** Returns the statements in the attestations under the tag of cosign of an image. */
  List<String> statements(String tag) throws IOException {
    List<String> statements = new ArrayList<>();
    for (Descriptor layer : attestations(tag).orElseThrow().entries()) {
      byte[] envelope = registry().read(layer, in -> VerifiedInputStream.readAll(in, layer));
      String payload = new ObjectMapper().readTree(envelope).path("payload").asText();
      statements.add(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8));
    }
    return statements;
  }

  /** Returns the manifest with the attestations of an image. */
  Optional<Manifest> attestations(String tag) throws IOException {
    return registry().manifest(attestationsTag(tag));
  }

  String attestationsTag(String tag) throws IOException {
    return Form.ENVELOPE.tag(image(tag).descriptor().digest());
  }

  Manifest image(String tag) throws IOException {
    return registry().manifest(tag).orElseThrow();
  }
}
