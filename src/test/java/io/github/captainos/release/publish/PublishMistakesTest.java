package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is said of a mistake in what is to be published, and that nothing is written then. The story
 * {@code mistakes} shows how Maven prints it.
 */
class PublishMistakesTest {
  private static final String POM = "the POM or settings.xml, ";

  @TempDir private Path directory;

  // as they should be; each test spoils what it is about
  private @Nullable Setting repository = new Setting("captain/os", POM + "captain.repository");
  private @Nullable Setting tag = new Setting("v1.0.0", POM + "captain.tag");
  private @Nullable Setting flavor;
  private List<String> platforms = List.of("linux/amd64", "linux/arm64");
  private Map<String, @Nullable String> annotations = Map.of();

  @BeforeEach
  void makeFiles() throws IOException {
    for (String arch : new String[] {"amd64", "arm64"}) {
      Path os = Files.createDirectories(directory.resolve("os").resolve(arch));
      Files.writeString(os.resolve("vmlinuz-6.12.0"), "the kernel");
      Files.writeString(os.resolve("initramfs-" + arch + ".cpio.zst"), "the initramfs");
      Files.writeString(os.resolve("captainos-" + arch + ".iso"), "the ISO");
    }
  }

  @AfterEach
  void nothingIsWritten() {
    assertThat(directory.resolve("images")).doesNotExist();
    assertThat(directory.resolve("work")).doesNotExist();
  }

  private void fails(List<TargetFiles> targets, String message) {
    Publishing publishing = new Publishing(directory, targets.toArray(TargetFiles[]::new));
    publishing.versioning = new ReleaseVersion(tag, flavor, null, null, Instant.EPOCH, directory);
    publishing.platforms = platforms;
    publishing.annotations = annotations;
    assertThatThrownBy(
            () -> {
              publishing.repository =
                  Repository.of(
                      new Setting("oci:images", POM + "captain.registry"),
                      repository,
                      new Setting("artifacts", "the default"),
                      directory,
                      RegistryOptions.of(0, HangGuard.TIMEOUT),
                      false);
              publishing.publish();
            })
        .isInstanceOf(ReleaseException.class)
        .hasMessage(message);
  }

  private static List<TargetFiles> targets() {
    return List.of(
        target("amd64", "os/amd64/captainos-amd64.iso"),
        target("arm64", "os/arm64/captainos-arm64.iso"));
  }

  private static TargetFiles target(String name, String... files) {
    return Publishing.target(name, files);
  }

  private void failsForAFile(String file, String problem) {
    fails(List.of(target("amd64", file)), inFiles(" target amd64: " + problem));
  }

  private String inFiles(String problems) {
    return "Files to publish are missing or invalid (paths are relative to "
        + directory
        + "):"
        + problems;
  }

  @Test
  void noRepository() {
    repository = null;
    fails(
        targets(),
        "No repository is set. Set <repository> in the plugin's configuration,"
            + " -Dcaptain.repository, or the environment variable GITHUB_REPOSITORY, as in"
            + " tinkerbell/captain.");
  }

  @Test
  void aRepositoryWithCapitalLetters() {
    repository = new Setting("It/Mistake-Repository", POM + "captain.repository");
    fails(
        targets(),
        "The repository 'It/Mistake-Repository' (from the POM or settings.xml, captain.repository)"
            + " has capital letters, which registries do not allow. Set captain.repository to"
            + " it/mistake-repository.");
  }

  @Test
  void noVersion() {
    tag = null;
    fails(
        targets(),
        "There is no git repository at "
            + directory
            + ", so the release has no version. Set captain.tag, as in -Dcaptain.tag=v1.0.0.");
  }

  @Test
  void aTagThatIsNone() {
    tag = new Setting("v1/0", POM + "captain.tag");
    fails(
        targets(),
        "The tag 'v1/0' (from the POM or settings.xml, captain.tag) is not a valid tag: at most 128"
            + " letters, digits, '_', '.' and '-', of which '.' and '-' cannot be first. Set"
            + " another captain.tag.");
  }

  @Test
  void aFlavorNamedLikeATarget() {
    flavor = new Setting("arm64", "the environment variable FLAVOR_ID");
    fails(
        targets(),
        "The flavor 'arm64' (from the environment variable FLAVOR_ID) is the name of a target, so"
            + " an image's tag could be that of either. Set another captain.flavor, as in"
            + " raspberry-pi.");
  }

  @Test
  void aPlatformThatIsNone() {
    platforms = List.of("linux/amd64", "arm64");
    fails(
        targets(),
        "'arm64' is not a platform; write it as os/architecture, as in linux/arm64. Did you"
            + " mean linux/arm64? Set captain.platforms.");
  }

  @Test
  void anAnnotationWithoutAValue() {
    annotations = Collections.singletonMap("org.example.team", null);
    fails(targets(), "Invalid <annotations>: org.example.team has no value");
  }

  @Test
  void noTargets() {
    fails(
        List.of(),
        "There is nothing to publish: no <targets> are set. Add to the plugin's configuration a"
            + " <target> with a <name> and its <files>.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"both", "combined", "all"})
  void aTargetWithANameThatStandsForSeveral(String name) {
    fails(
        List.of(target(name, "os/amd64/captainos-amd64.iso")),
        "A <target> is named '"
            + name
            + "', which stands for "
            + (name.equals("all") ? "all images" : "the combined image")
            + ". Give it another <name>.");
  }

  @Test
  void twoTargetsOfOneName() {
    fails(
        List.of(
            target("amd64", "os/amd64/captainos-amd64.iso"), target("amd64", "os/amd64/vmlinuz-*")),
        "Two <target>s are named 'amd64'. Give each a unique <name>.");
  }

  @Test
  void aTargetWithoutFiles() {
    fails(
        List.of(target("amd64", "os/amd64/captainos-amd64.iso"), target("arm64")),
        "The <target> 'arm64' has no files. Add a <file> to its <files>.");
  }

  @Test
  void missingFilesOfSeveralTargets() {
    fails(
        List.of(
            target("amd64", "out/vmlinuz-amd64", "os/amd64/captainos-amd64.iso"),
            target("arm64", "out/captainos-arm64.iso")),
        inFiles(
            "\n  - target amd64: out/vmlinuz-amd64 does not exist. There is no directory out/"
                + "\n  - target arm64: out/captainos-arm64.iso does not exist. There is no directory out/"));
  }

  @Test
  void aGlobThatMatchesNothing() {
    failsForAFile("os/*/vmlinux-*", "os/*/vmlinux-* matches no file. os/ has amd64, arm64");
  }

  @Test
  void aGlobThatMatchesTwoFiles() {
    failsForAFile(
        "os/amd64/*amd64*",
        "os/amd64/*amd64* matches 2 files, not one: os/amd64/captainos-amd64.iso,"
            + " os/amd64/initramfs-amd64.cpio.zst");
  }

  @Test
  void aDirectory() {
    failsForAFile("os/amd64", "os/amd64 is a directory, not a file. Write it as a <directory>");
  }

  /** Root may read everything, so that a link into itself is as unreadable as it gets. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatCannotBeRead() throws IOException {
    Path file = Files.createDirectories(directory.resolve("secret")).resolve("vmlinuz-amd64");
    boolean root = System.getProperty("user.name").equals("root");
    if (root) {
      Files.createSymbolicLink(file, file);
    } else {
      Files.writeString(file, "the kernel");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
    }
    failsForAFile(
        "secret/vmlinuz-amd64",
        "secret/vmlinuz-amd64 "
            + (root ? "is a link to a file that does not exist" : "cannot be read: no permission"));
  }

  @Test
  void twoFilesOfOneNameInTheCombinedImage() {
    List<TargetFiles> targets =
        List.of("amd64", "arm64").stream()
            .map(arch -> new TargetFiles(arch, List.of(kernel("os/" + arch + "/vmlinuz-*"))))
            .toList();
    fails(
        targets,
        "Two files of an image have the same name. Give one of them a <name> of its own: vmlinuz: "
            + directory.resolve("os/amd64/vmlinuz-6.12.0")
            + " of target amd64, and "
            + directory.resolve("os/arm64/vmlinuz-6.12.0")
            + " of target arm64");
  }

  private static TargetFiles.Source kernel(String source) {
    return Publishing.file(source, "vmlinuz", null);
  }
}
