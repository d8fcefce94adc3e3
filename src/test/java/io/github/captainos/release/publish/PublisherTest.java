package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.SourceState;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.LoggedErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublisherTest {
  @TempDir private Path directory;

  /** A real layout that notes what is done to it and fails when it is told to. */
  private final class Watched implements Registry {
    private final Registry layout =
        Registries.open(
            "oci:images",
            "captain/os/artifacts",
            directory,
            Access.WRITE,
            null,
            RegistryOptions.of(1, HangGuard.TIMEOUT));
    private final List<String> writes = Collections.synchronizedList(new ArrayList<>());
    private final String failsAt;

    /** What the layers of the files wait for. */
    private CountDownLatch configs = new CountDownLatch(0);

    /** What a config waits for. */
    private CountDownLatch answer = new CountDownLatch(0);

    private final AtomicInteger pushing = new AtomicInteger();

    /** How many blobs were pushed at a time at most. */
    private volatile int most;

    private Watched(String failsAt) throws IOException {
      this.failsAt = failsAt;
    }

    private void note(String write) throws IOException {
      failAt(write);
      writes.add(write);
    }

    private static void await(CountDownLatch latch) throws IOException {
      try {
        assertThat(latch.await(HangGuard.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }

    private void failAt(String write) throws IOException {
      if (write.equals(failsAt)) {
        throw new IOException("the disk is full");
      }
    }

    @Override
    public void logIn() throws IOException {
      layout.logIn();
    }

    @Override
    public Optional<Manifest> manifest(String reference) throws IOException {
      return layout.manifest(reference);
    }

    @Override
    public InputStream open(Descriptor blob, long from) throws IOException {
      return layout.open(blob, from);
    }

    @Override
    public OptionalLong space() throws IOException {
      return layout.space();
    }

    @Override
    public boolean hasBlob(Descriptor blob) throws IOException {
      return layout.hasBlob(blob);
    }

    @Override
    public boolean hasManifest(Manifest manifest) throws IOException {
      return layout.hasManifest(manifest);
    }

    @Override
    public void pushBlob(Blob blob) throws IOException {
      if (blob.descriptor().mediaType().contains("config")) {
        configs.countDown();
        await(answer);
      } else if (blob.descriptor().annotations().toString().contains(".iso")) {
        await(configs);
        failAt("iso");
      }
      most = Math.max(most, pushing.incrementAndGet());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      note("blob");
      layout.pushBlob(blob);
      pushing.decrementAndGet();
    }

    @Override
    public void pushManifest(Manifest manifest) throws IOException {
      failAt(manifest.descriptor().digest().toString());
      note("manifest");
      layout.pushManifest(manifest);
    }

    @Override
    public void tag(String tag, Manifest manifest) throws IOException {
      note(tag);
      layout.tag(tag, manifest);
    }

    @Override
    public Optional<List<String>> tags() throws IOException {
      return layout.tags();
    }

    @Override
    public Referrers referrers(DescriptorDigest subject, int max) throws IOException {
      return layout.referrers(subject, max);
    }

    @Override
    public void pushReferrer(Manifest manifest, DescriptorDigest subject) throws IOException {
      layout.pushReferrer(manifest, subject);
    }

    @Override
    public void close() {
      layout.close();
    }
  }

  private PublishReport publish(Watched registry) throws IOException, ReleaseException {
    return publish(Publishing.in(directory), registry);
  }

  private static PublishReport publish(Publishing publishing, Watched registry)
      throws ReleaseException {
    publishing.opener = (repository, access) -> registry;
    return publishing.publish();
  }

  @Test
  void blobsComeFirstAndTheCombinedTagLast() throws Exception {
    Watched registry = new Watched("nothing");
    publish(registry);

    // two files and their checksums, each once, and a config per platform and image
    assertThat(registry.writes.subList(0, 4 + 6)).containsOnly("blob");
    assertThat(registry.writes.subList(10, 16)).containsOnly("manifest");
    assertThat(registry.writes.subList(16, 19)).containsExactly("v1-amd64", "v1-arm64", "v1");
  }

  @Test
  void configsDoNotWaitForLayers() throws Exception {
    Watched registry = new Watched("nothing");
    List<String> files = List.of("1.iso", "2.iso", "3.iso", "4.iso"); // one for each thread
    for (String file : files) {
      Files.writeString(directory.resolve(file), file);
    }
    registry.configs = new CountDownLatch(4);
    Publishing publishing =
        new Publishing(directory, Publishing.target("amd64", files.toArray(String[]::new)));

    assertThat(publish(publishing, registry).images()).hasSize(2);
  }

  @Test
  void aLayerThatFailsDoesNotWaitForConfigs() throws Exception {
    Watched registry = new Watched("iso");
    registry.configs = new CountDownLatch(6);
    registry.answer = new CountDownLatch(1);

    assertThatThrownBy(() -> publish(registry))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("the disk is full");
  }

  @Test
  void withAParallelismOfOneNothingIsSentBesideALayer() throws Exception {
    Watched registry = new Watched("nothing");
    Publishing publishing = Publishing.in(directory);
    publishing.parallelism = 1;
    publish(publishing, registry);

    assertThat(registry.most).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() throws Exception {
    publish(new Watched("nothing"));
    Watched again = new Watched("nothing");
    PublishReport report = publish(again);

    assertThat(again.writes).isEmpty();
    assertThat(report.images())
        .flatExtracting(PublishReport.Image::artifacts)
        .extracting(file -> file.layer().state())
        .containsOnly(State.PRESENT);
  }

  private void delete(DescriptorDigest digest) throws IOException {
    Files.delete(
        directory.resolve("images/captain/os/artifacts/blobs/sha256").resolve(digest.getHash()));
  }

  @Test
  void whatTheRegistryLostIsSentAgainAndTheTagIsNot() throws Exception {
    PublishReport.Image arm64 = publish(new Watched("nothing")).images().get(1);
    delete(arm64.platforms().get(0).manifest().digest());
    delete(arm64.artifacts().get(0).layer().digest());
    Publishing kept = Publishing.in(directory);
    kept.overwrite = false;
    Watched again = new Watched("nothing");
    Queue<String> logged = LoggedErrors.keepLines();
    List<PublishReport.Image> images = publish(kept, again).images();

    assertThat(again.writes).containsOnly("blob", "manifest").containsOnlyOnce("blob");
    assertThat(images.get(1).index().state()).isEqualTo(State.PRESENT);
    assertThat(images.get(1).platforms().get(0).manifest().state()).isEqualTo(State.UPLOADED);
    assertThat(images.get(1).artifacts().get(0).layer().state()).isEqualTo(State.UPLOADED);
    assertThat(images.get(0).platforms().get(0).manifest().state()).isEqualTo(State.PRESENT);
    assertThat(logged)
        .filteredOn(line -> line.contains("is incomplete"))
        .anyMatch(line -> line.contains("v1-arm64 is incomplete: the registry no longer has 2 of"));
    Watched complete = new Watched("nothing");
    publish(complete);
    assertThat(complete.writes).isEmpty();
  }

  @Test
  void aDryRunSaysWhatTheRegistryLost() throws Exception {
    PublishReport.Image combined = publish(new Watched("nothing")).images().get(2);
    delete(combined.platforms().get(0).config().digest());
    Publishing dry = Publishing.in(directory);
    dry.dryRun = true;
    Watched again = new Watched("nothing");
    PublishReport.Image image = publish(dry, again).images().get(2);

    assertThat(again.writes).isEmpty();
    assertThat(image.platforms().get(0).config().state()).isEqualTo(State.PLANNED);
    assertThat(image.platforms().get(1).config().state()).isEqualTo(State.PRESENT);
  }

  @Test
  void onlyWhatChangedIsWritten() throws Exception {
    publish(new Watched("nothing"));
    List<PlannedImage> plan = Publishing.in(directory).images();
    Files.writeString(directory.resolve("arm64.iso"), "another ISO for arm64");
    Watched again = new Watched("nothing");
    PublishReport report = publish(Publishing.ofFiles(directory), again);

    // the file, its checksums, and the configs of two images; their manifests; their tags
    assertThat(again.writes).hasSize(2 + 4 + 4 + 2).endsWith("v1-arm64", "v1");
    assertThat(report.images().get(0).move().replacedDigest()).isNull();
    assertThat(report.images().get(1).move().replacedDigest())
        .isEqualTo(plan.get(1).index().digest());
  }

  @Test
  void noTwoModulesGiveATagToDifferentImages() throws Exception {
    Publishing one = Publishing.in(directory);
    one.module = "one";
    one.published = new ConcurrentHashMap<>();
    DescriptorDigest first = one.publish().images().get(2).index().digest();
    Files.writeString(directory.resolve("arm64.iso"), "another ISO for arm64");
    Publishing two = Publishing.ofFiles(directory);
    two.module = "two";
    two.published = one.published;
    two.repository =
        Publishing.repository("oci:" + directory.resolve("images"), directory); // its other name
    Watched registry = new Watched("nothing");

    String advice =
        "Two modules of this build give different images the same tag, so those of the module two"
            + " were not published. Set an <artifactName> of its own for each module:";
    assertThatThrownBy(() -> publish(two, registry))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith(advice)
        .hasMessageContaining("artifacts:v1-arm64 (another image, sha256:")
        .hasMessageEndingWith("artifacts:v1 (another image, " + first + ", of the module one)");
    assertThat(registry.writes).doesNotContain("manifest", "v1-arm64", "v1");
    assertThat(registry.manifest("v1").orElseThrow().digest()).isEqualTo(first);
  }

  @Test
  void twoModulesMayPublishTheSameImage() throws Exception {
    Publishing one = Publishing.in(directory);
    one.published = new ConcurrentHashMap<>();
    one.publish();
    Publishing two = Publishing.ofFiles(directory);
    two.module = "two";
    two.published = one.published;
    Watched registry = new Watched("nothing");
    publish(two, registry);

    assertThat(registry.writes).isEmpty();
  }

  @Test
  void theLastExecutionOfAModuleCounts() throws Exception {
    Publishing one = Publishing.in(directory);
    one.published = new ConcurrentHashMap<>();
    one.publish();
    Files.writeString(directory.resolve("arm64.iso"), "another ISO for arm64");
    Publishing again = Publishing.ofFiles(directory);
    again.published = one.published;
    DescriptorDigest last = again.publish().images().get(2).index().digest();

    assertThat(new Watched("nothing").manifest("v1").orElseThrow().digest()).isEqualTo(last);
    Publishing two = Publishing.ofFiles(directory);
    two.module = "two";
    two.published = one.published;
    assertThat(two.publish().images().get(2).index().digest()).isEqualTo(last);
  }

  @Test
  void aFailureBeforeTheTagsMovesNone() throws Exception {
    // one of them alone: they are sent side by side, and any could be the first to fail
    Image amd64 = Publishing.in(directory).images().get(0).image();
    Watched registry = new Watched(amd64.manifests().get(0).descriptor().digest().toString());

    assertThatThrownBy(() -> publish(registry))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "oci:images/captain/os/artifacts:v1-amd64: uploading a manifest failed: the disk is"
                + " full. No tag has moved.");
    assertThat(registry.manifest("v1-amd64")).isEmpty();
  }

  @Test
  void aRememberedDigestThatProvesWrongIsForgotten() throws Exception {
    Publishing publishing = Publishing.in(directory);
    Path file = directory.resolve("amd64.iso");
    LayerSource source = LayerSource.file(file, "amd64.iso");
    String wrong = "0".repeat(64);
    String entries =
        "captain digests 1\n%s %s %s amd64.iso  %s"
            .formatted(SourceState.of(source).text(), wrong, wrong, file.toUri());
    Path remembered = Files.createDirectories(directory.resolve("work")).resolve("digests");
    String sum = Sha256.of(entries.getBytes(StandardCharsets.UTF_8)).getHash();
    Files.writeString(remembered, entries + "\n" + sum + "\n");

    assertThatThrownBy(() -> publish(publishing, new Watched("nothing")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("The file " + file + " changed while it was being published (its")
        .hasMessageEndingWith("No tag has moved.");
    assertThat(remembered).doesNotExist();
    assertThat(publish(publishing, new Watched("nothing")).images()).hasSize(3);
  }

  @Test
  void aFailureAmidTheTagsSaysWhichHaveMovedAndTheNextRunCompletesIt() throws Exception {
    Publishing publishing = Publishing.in(directory);
    publishing.repository = Publishing.repository("registry.example", directory);
    assertThatThrownBy(() -> publish(publishing, new Watched("v1-arm64")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("artifacts:v1-arm64: moving the tag failed: the disk is full")
        .hasMessageContaining("Moved: registry.example/captain/os/artifacts:v1-amd64; perhaps ")
        .hasMessageContaining("artifacts:v1-arm64; not moved: ")
        .hasMessageContaining("not moved: registry.example/captain/os/artifacts:v1. Run");
    Watched again = new Watched("nothing");
    publish(publishing, again);

    assertThat(again.writes).endsWith("v1-arm64", "v1").doesNotContain("v1-amd64", "blob");
  }

  @Test
  void aTagThatNamesSomethingElseIsNotMovedAgainstTheUsersWill() throws Exception {
    publish(new Watched("nothing"));
    Files.writeString(directory.resolve("amd64.iso"), "another ISO for amd64");
    Publishing changed = new Publishing(directory, Publishing.target("amd64", "amd64.iso"));
    changed.target = "amd64";
    changed.overwrite = false;
    Watched again = new Watched("nothing");

    assertThatThrownBy(() -> publish(changed, again))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("captain.overwrite")
        .hasMessageContaining("artifacts:v1-amd64 (sha256:");
    assertThat(again.writes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"v1, , 1", "v1, true, 0", "v1-1234567, , 0", "v1-7654321, , 1"})
  void aMoveIsWarnedOfUnlessTheTagEndsInTheCommitOrOverwriteIsSet(
      String tag, @Nullable Boolean overwrite, int warnings) throws Exception {
    Publishing.in(directory);
    Publishing publishing = new Publishing(directory, Publishing.target("amd64", "amd64.iso"));
    publishing.target = "amd64";
    publishing.overwrite = overwrite;
    publishing.versioning =
        new ReleaseVersion(
            Publishing.setting(tag),
            null,
            Publishing.setting("1234567"),
            null,
            Instant.EPOCH,
            directory);
    publishing.publish();
    Files.writeString(directory.resolve("amd64.iso"), "another ISO for amd64");
    Queue<String> logged = LoggedErrors.keepLines();
    publishing.publish();

    assertThat(logged)
        .filteredOn(line -> line.contains("captain.overwrite"))
        .hasSize(warnings)
        .allMatch(line -> line.contains("artifacts:" + tag + "-amd64 has moved from sha256:"));
  }

  @Test
  void aCheckNamesWhatIsGoingToBeWrittenAndWritesNothing() throws Exception {
    Publishing publishing = Publishing.in(directory);

    List<String> checked = publishing.job().check();
    assertThat(directory.resolve("images")).doesNotExist();
    assertThat(directory.resolve("work")).doesNotExist();
    assertThat(checked)
        .containsExactlyElementsOf(
            publishing.publish().images().stream().map(PublishReport.Image::reference).toList());
    Files.delete(directory.resolve("arm64.iso"));
    assertThatThrownBy(() -> publishing.job().check()).hasMessageContaining("arm64.iso");
  }
}
