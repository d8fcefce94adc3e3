package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.Trust;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the order of signatures and tags, in layouts that fail or lose what is written. */
class SigningOrderTest {
  private static final List<String> TAGS = List.of("v1-amd64", "v1-arm64", "v1");

  @TempDir private Path directory;
  private final List<String> writes = Collections.synchronizedList(new ArrayList<>());

  /** What happens in place of a call. */
  private interface Fault {
    /** Returns whether the call is left out. */
    boolean replaces(String call) throws IOException;
  }

  @BeforeEach
  void writeKeys() throws IOException {
    for (String file : List.of("openssl.pem", "openssl.pub")) {
      Files.write(directory.resolve(file), TestKeys.file(file));
    }
    Files.writeString(directory.resolve("sbom.json"), "{\"spdxVersion\":\"SPDX-2.3\"}");
  }

  private Trust trust() throws ReleaseException {
    return Trust.none()
        .verifying(
            setting("openssl.pub"),
            setting("tag"),
            setting("sbom,provenance"),
            directory,
            name -> Optional.empty())
        .signing(
            setting("openssl.pem"),
            Optional.empty(),
            setting("both"),
            directory,
            name -> Optional.empty())
        .attestingProvenance(null, name -> Optional.empty());
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  private void publish(String layout, Fault fault) throws Exception {
    Publishing publishing = publishing(layout);
    publishing.opener = (repository, access) -> failing(repository.open(access), fault);
    publishing.publish();
  }

  private Publishing publishing(String layout) throws Exception {
    Publishing publishing = Publishing.in(directory);
    publishing.repository = Publishing.repository("oci:" + layout, directory);
    publishing.versioning =
        new ReleaseVersion(
            setting("v1"), null, setting("12".repeat(20)), null, Instant.EPOCH, directory);
    publishing.targets =
        publishing.targets.stream()
            .map(target -> new TargetFiles(target.name(), target.files(), "sbom.json"))
            .toList();
    publishing.trust = trust();
    return publishing;
  }

  private Registry failing(Registry real, Fault fault) {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) -> {
              String call = call(method.getName(), arguments);
              if (fault.replaces(call)) {
                return null;
              }
              if (call.equals("tagAll")) {
                ((Map<?, ?>) arguments[0]).keySet().forEach(tag -> writes.add("tag " + tag));
              } else if (call.startsWith("push") || call.startsWith("tag")) {
                writes.add(call);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static String call(String method, Object @Nullable [] arguments) {
    return arguments != null && arguments[0] instanceof String reference
        ? method + " " + reference
        : method;
  }

  /** Checks that each image that a tag names is signed for that tag, and has its attestations. */
  private void checkThatTagsNameSignedImages(String layout) throws Exception {
    Repository repository = publishing(layout).repository;
    try (Tasks threads = new Tasks(1);
        Registry registry = repository.open(Access.READ)) {
      for (String tag : TAGS) {
        Optional<Manifest> named = registry.manifest(tag);
        if (named.isPresent()) {
          new Signatures(trust(), repository, registry, threads)
              .verify(Map.of(tag, named.get()), "");
        }
      }
    }
  }

  @Test
  void signaturesAreWrittenBeforeAnyTagMoves() throws Exception {
    publish("images", call -> false);
    List<String> moves =
        writes.stream()
            .filter(call -> call.startsWith("tag") && !call.startsWith("tag sha256-"))
            .toList();
    assertThat(moves).containsExactly("tag v1-amd64", "tag v1-arm64", "tag v1");
    assertThat(writes.subList(writes.size() - 3, writes.size())).isEqualTo(moves);
    assertThat(writes).contains("pushReferrer").anyMatch(call -> call.endsWith(".sig"));
    int signed = last(call -> call.endsWith(".sig"));
    int attested = first(call -> call.endsWith(".att"));
    assertThat(signed).isLessThan(attested);
    assertThat(writes.stream().filter(call -> call.endsWith(".att")))
        .as("one write for all attestations of an image")
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  private int first(Predicate<String> call) {
    return writes.indexOf(writes.stream().filter(call).findFirst().orElseThrow());
  }

  private int last(Predicate<String> call) {
    return writes.lastIndexOf(writes.stream().filter(call).reduce("", (one, next) -> next));
  }

  @Test
  void theFirstBundleThatRefersToAnImageIsItsSignature() throws Exception {
    publish("images", call -> false);
    Repository repository = publishing("images").repository;
    try (Registry registry = repository.open(Access.READ)) {
      for (String tag : TAGS) {
        DescriptorDigest image = registry.manifest(tag).orElseThrow().descriptor().digest();
        assertThat(registry.referrers(image, Manifest.MAX_SIZE).entries())
            .hasSize(3)
            .first()
            .satisfies(
                one ->
                    assertThat(registry.manifest(one.digest().toString()))
                        .flatMap(Attachment::ofReferrer)
                        .hasValueSatisfying(
                            bundle -> assertThat(bundle.mayBeSignature()).isTrue()));
      }
    }
  }

  @Test
  void checksumsThatCombineCouldNotSignAreAnErrorBeforeAnythingIsSent() throws Exception {
    String parent = "n".repeat(200) + "/";
    Path deep = Files.createDirectories(directory.resolve("modules/" + parent.repeat(15)));
    for (int i = 0; i < 5500; i++) {
      Files.createFile(deep.resolve(i + ".ko"));
    }
    Publishing publishing = publishing("images");
    publishing.targets =
        List.of(
            new TargetFiles(
                "amd64",
                List.of(Publishing.directory("modules", List.of(), List.of(), null, null))));
    publishing.trust =
        Trust.none()
            .signing(
                setting("openssl.pem"),
                Optional.empty(),
                setting("both"),
                directory,
                name -> Optional.empty());
    publishing.overwrite = false;
    publishing.opener = (repository, access) -> failing(repository.open(access), call -> false);

    assertThatThrownBy(publishing::publish)
        .isInstanceOf(ReleaseException.class)
        .hasMessageMatching(
            ".*sha256sums-amd64.txt has 1[67]\\d{6} bytes, and may have 16711680 if the release is"
                + " signed. No tag has moved. .*");
    assertThat(writes).doesNotContain("pushManifest").noneMatch(call -> call.startsWith("tag"));
    publishing.trust = Trust.none();
    assertThat(publishing.publish().images()).hasSize(2);
  }

  @Test
  void attestationsThatAreLostAgainAndAgainAreAnError() {
    assertThatThrownBy(() -> publish("images", call -> call.endsWith(".att") && isTag(call)))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("the registry does not have the attestations that were written, 3")
        .hasMessageContaining("No tag has moved.");
  }

  @Test
  void aRegistryThatKeepsItsTagsGetsNoSecondAttestation() throws Exception {
    publish("images", call -> false);
    Files.writeString(directory.resolve("sbom.json"), "{\"spdxVersion\":\"SPDX-2.2\"}");
    assertThatThrownBy(
            () ->
                publish(
                    "images",
                    call -> {
                      if (isTag(call) && call.endsWith(".att")) {
                        throw RegistryException.refusal("the tag is immutable", null);
                      }
                      return false;
                    }))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(
            "attesting it failed: the tag is immutable. If the registry does not let the tag of"
                + " the attestations move, set captain.signatureFormat to bundle");
  }

  @Test
  void aBuildThatEndsAtAnyWriteLeavesNoTagOfAnUnsignedImage() throws Exception {
    publish("whole", call -> false);
    List<String> all = List.copyOf(writes);
    int writes = all.size() - (TAGS.size() - 1); // in a layout, the tags are one write
    for (int last = 0; last < writes; last++) {
      if (all.get(last).endsWith("Blob")) {
        continue; // the tags are those before the next write of something else
      }
      String layout = "images-" + last;
      int allowed = last;
      List<String> done = Collections.synchronizedList(new ArrayList<>());
      assertThatThrownBy(
              () ->
                  publish(
                      layout,
                      call -> {
                        boolean isWrite = call.startsWith("push") || call.startsWith("tag");
                        if (isWrite && done.size() >= allowed) {
                          throw new IOException("the end");
                        }
                        if (isWrite) {
                          done.add(call);
                        }
                        return false;
                      }))
          .isInstanceOf(ReleaseException.class);
      checkThatTagsNameSignedImages(layout);
    }
  }

  @Test
  void signaturesThatAreLostAgainAndAgainAreAnError() {
    assertThatThrownBy(() -> publish("images", call -> call.endsWith(".sig") && isTag(call)))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("the registry does not have the signatures that were written, 3")
        .hasMessageContaining("No tag has moved.");
  }

  private static boolean isTag(String call) {
    return call.startsWith("tag ");
  }

  @Test
  void aRegistryThatLosesSignaturesOnceGetsThemAgain() throws Exception {
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    publish(
        "images",
        call -> {
          boolean isFirst = isTag(call) && call.endsWith(".sig") && !lost.contains(call);
          if (isFirst) {
            lost.add(call);
          }
          return isFirst;
        });
    assertThat(lost).isNotEmpty();
    checkThatTagsNameSignedImages("images");
  }

  @Test
  void signaturesThatCannotBeLookedUpAreAnError() {
    assertThatThrownBy(
            () ->
                publish(
                    "images",
                    call -> {
                      if (call.endsWith(".sig")) {
                        throw new RegistryException("the registry answered 500");
                      }
                      return false;
                    }))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("signing it failed: the registry answered 500. No tag has moved.");
  }
}
