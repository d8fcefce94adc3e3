package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.PublishReport;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class PublishDirectoryTest {
  @TempDir private Path directory;
  private Path firmware;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("vmlinuz"), "the kernel");
    firmware = Files.createDirectories(directory.resolve("out/rpi-firmware"));
    Files.createDirectory(firmware.resolve("overlays"));
    Files.writeString(firmware.resolve("overlays/x.dtbo"), "an overlay");
    Files.writeString(firmware.resolve("config.txt"), "arm_64bit=1\n");
    link("kernel8.img", "../vmlinuz");
  }

  /** Java would remove a slash at the end. */
  private void link(String path, String target) {
    Command.run(firmware, "ln", "-s", target, path);
  }

  private static TargetFiles.Source source(String path, String name) {
    return Publishing.directory(path, List.of(), List.of(), name, null);
  }

  private TargetFiles target(TargetFiles.Source... directories) {
    List<TargetFiles.Source> sources = new ArrayList<>(List.of(directories));
    sources.add(0, Publishing.file("vmlinuz", null, null));
    return new TargetFiles("arm64", sources);
  }

  private PublishReport publish(TargetFiles... targets) throws ReleaseException {
    return new Publishing(directory, targets).publish();
  }

  private void assertRefused(TargetFiles target, String message) {
    assertThatThrownBy(() -> publish(target))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message);
    assertThat(directory.resolve("images")).doesNotExist();
  }

  private void assertRefused(String message) {
    assertRefused(target(source("out/rpi-*", "firmware")), message);
  }

  @Test
  void isALayerWithItsNameAndALineOfChecksumsForEachFile() throws Exception {
    Artifact artifact =
        publish(target(source("out/rpi-*", "firmware"))).images().get(0).artifacts().get(1);

    assertThat(artifact.name()).isEqualTo("firmware");
    assertThat(artifact.entries())
        .extracting(Artifact.Entry::path)
        .containsExactly(
            "firmware",
            "firmware/config.txt",
            "firmware/kernel8.img",
            "firmware/overlays",
            "firmware/overlays/x.dtbo");
    assertThat(Files.readString(directory.resolve("work/sha256sums-arm64.txt")).lines())
        .map(line -> line.substring(66))
        .containsExactly("vmlinuz", "firmware/config.txt", "firmware/overlays/x.dtbo");
  }

  @Test
  void patternsChooseWhatIsTaken() throws Exception {
    Files.createDirectories(firmware.resolve("empty"));
    assertThat(entries(List.of("**/*.dtbo"), List.of()))
        .containsExactly("rpi-firmware", "rpi-firmware/overlays", "rpi-firmware/overlays/x.dtbo");
    assertThat(entries(List.of(), List.of("overlays/", "config.*")))
        .containsExactly("rpi-firmware", "rpi-firmware/empty", "rpi-firmware/kernel8.img");
    assertThatThrownBy(() -> entries(List.of("*.dtb"), List.of()))
        .hasMessageContaining(
            "out/rpi-firmware has nothing that its <includes> and <excludes> take");
  }

  @Test
  void aPatternMayBeARegularExpression() throws Exception {
    assertThat(entries(List.of("%regex[.+/x[.].*]"), List.of()))
        .containsExactly("rpi-firmware", "rpi-firmware/overlays", "rpi-firmware/overlays/x.dtbo");
    assertThatThrownBy(() -> entries(List.of("**", "%regex[.+/(x]"), List.of()))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(
            "the <includes> of out/rpi-firmware have an invalid pattern: Unclosed group");
  }

  @Test
  void aNameInAPatternMayBeginWithAPercentSign() throws Exception {
    Files.createDirectories(firmware.resolve("%a"));
    Files.writeString(firmware.resolve("%a/b"), "");
    assertThat(entries(List.of("%a/"), List.of()))
        .containsExactly("rpi-firmware", "rpi-firmware/%a", "rpi-firmware/%a/b");
  }

  private List<String> entries(List<String> includes, List<String> excludes) throws Exception {
    return publish(target(Publishing.directory("out/rpi-firmware", includes, excludes, null, null)))
        .images()
        .get(0)
        .artifacts()
        .get(1)
        .entries()
        .stream()
        .map(Artifact.Entry::path)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/boot/vmlinuz,       leads to an absolute path",
    "../../vmlinuz,       leads outside of the image",
    "missing,             'leads to ''firmware/missing'', which the image does not have'",
    "../initramfs,        'leads to ''initramfs'', which the image does not have'",
    "kernel8.img/../x,    'leads through another link, ''firmware/kernel8.img'''",
    "gone/../../vmlinuz,  'leads through ''firmware/gone'', which is not a directory'",
    "config.txt/../x,     'leads through ''firmware/config.txt'', which is not a directory'",
    "config.txt/,         'leads to a directory, and ''firmware/config.txt'' is a file'",
    "..,                  leads to the root of the image",
    "folder/../../vmlinuz,'leads through another link, ''firmware/folder'''",
    "wrong,               'leads in a circle, and so to nothing that the image has'",
    "./wrong/.,           'leads in a circle, and so to nothing that the image has'",
  })
  @EnabledOnOs(OS.LINUX)
  void aLinkLeadsToAnEntryOfItsImage(String target, String problem) throws Exception {
    link("folder", "overlays");
    link("wrong", target);
    assertRefused("'firmware/wrong' -> '" + target + "' of ");
    assertRefused(problem);
  }

  @Test
  void linksThatLeadToEachOtherInACircleAreNamedWithTheirTargets() throws Exception {
    link("one", "overlays/two");
    link("overlays/two", "../three");
    link("three", "one");
    link("to-the-circle", "one");
    link("good", "kernel8.img");
    assertThatThrownBy(() -> publish(target(source("out/rpi-*", "firmware"))))
        .hasMessageContaining("lead to a file or directory of the same image")
        .hasMessageContaining("'firmware/one' -> 'overlays/two' of ")
        .hasMessageContaining("'firmware/overlays/two' -> '../three' of ")
        .hasMessageContaining("'firmware/three' -> 'one' of ")
        .hasMessageContaining("'firmware/to-the-circle' -> 'one' of ")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(5));
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void ofManyWrongLinksTheFirstAreNamed() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Files.createSymbolicLink(firmware.resolve("link" + i), Path.of("missing"));
    }
    assertRefused("'firmware/link0' -> 'missing' of ");
    assertThatThrownBy(() -> publish(target(source("out/rpi-*", "firmware"))))
        .hasMessageEndingWith("\n  - … and 980 more")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(22));
  }

  @Test
  void aLinkMayLeadToALinkADirectoryOrTheChecksums() throws Exception {
    link("other.img", "kernel8.img");
    link("folder", "overlays");
    link("sums", "../sha256sums-arm64.txt");
    assertThat(publish(target(source("out/rpi-firmware", "firmware"))).images()).hasSize(2);
  }

  @Test
  void aLinkToAFileOfAnotherTargetIsAnErrorInTheImageWithoutIt() throws Exception {
    Files.writeString(directory.resolve("initramfs"), "for all");
    link("initramfs8", "../initramfs");
    TargetFiles one = target(source("out/rpi-firmware", "firmware"));
    TargetFiles other = Publishing.target("amd64", "initramfs");

    assertThatThrownBy(() -> publish(one, other)).hasMessageContaining("leads to 'initramfs'");
    Publishing both = new Publishing(directory, one, other);
    both.target = "both";
    assertThat(both.publish().images()).hasSize(1);
  }

  @Test
  void aSourceThatIsALinkOrAFileIsAnError() throws Exception {
    Files.createSymbolicLink(directory.resolve("out/link"), firmware);
    assertRefused(target(source("out/link", null)), "out/link is a symbolic link");
    assertRefused(target(source("vmlinuz", null)), "vmlinuz is not a directory");
    assertRefused(target(source("vmlin*", null)), "vmlin* matches a file, not a directory");
    assertRefused(
        target(source("out/*", null)), "out/* matches 2 directories, not one: out/link, out/rpi-");
    assertRefused(
        target(Publishing.file("out/rpi-firmware", null, null)), "Write it as a <directory>");
    assertRefused(target(source("out/rpi-firmwares", null)), "Did you mean out/rpi-firmware?");
  }

  @Test
  void theRootOfAFileSystemHasNoName() {
    assertRefused(
        target(source(directory.getRoot().toString(), null)),
        "the directory '' has no file name. Give the <directory> another <name>");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAnImageCannotHoldIsNamedAltogether() throws Exception {
    Command.run(firmware, "mkfifo", "overlays/fifo");
    Command.run(firmware, "sh", "-c", "touch \"$(printf 'not-utf-8-\\377')\"");
    Files.writeString(firmware.resolve(".wh.config.txt"), "");
    Files.writeString(firmware.resolve("sha256sums-old.txt"), "");
    link("sha256sums-arm64.txt", "../sha256sums-arm64.txt");

    assertRefused("'firmware/overlays/fifo' is neither a file, a directory nor a symbolic link");
    assertRefused(
        "' has a name that is not UTF-8. If it is UTF-8, this locale is not: set LC_ALL=C.UTF-8");
    assertRefused("'firmware/.wh.config.txt' has a name that begins with '.wh.'");
    assertRefused("'firmware/sha256sums-old.txt' has a name that pull takes for");
    assertRefused("'firmware/sha256sums-arm64.txt' has a name that pull takes for");
  }

  @Test
  void twoDirectoriesOfOneNameAreAnErrorInTheCombinedImage() {
    TargetFiles arm64 = target(source("out/rpi-firmware", "firmware"));
    TargetFiles amd64 =
        new TargetFiles("amd64", List.of(source("out/rpi-firmware/overlays", "firmware")));
    assertThatThrownBy(() -> publish(arm64, amd64))
        .hasMessageContaining("Two files of an image have the same name")
        .hasMessageContaining("firmware: ");
  }

  @Test
  void aChangeWhileItIsSentMovesNoTag() throws Exception {
    Publishing publishing =
        new Publishing(directory, target(source("out/rpi-firmware", "firmware")));
    publishing.opener = this::changingDuringTheUpload;
    assertThatThrownBy(publishing::publish)
        .hasMessageContaining("The directory " + firmware + " changed while it was being published")
        .hasMessageContaining("'firmware/new' is new")
        .hasMessageContaining("No tag has moved");
    assertThat(directory.resolve("images/captain/os/artifacts/index.json")).doesNotExist();
  }

  /** Opens the layout; a file appears in the directory before its layer is sent. */
  private Registry changingDuringTheUpload(Repository repository, Access access)
      throws ReleaseException {
    Registry layout = repository.open(access);
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("pushNewBlob")
                  && ((Blob) arguments[0])
                      .descriptor()
                      .annotations()
                      .containsValue("firmware.tar")) {
                Files.writeString(firmware.resolve("new"), "");
              }
              try {
                return method.invoke(layout, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void compressedItHasTheSameDiffId() throws Exception {
    Artifact plain =
        publish(target(source("out/rpi-firmware", "firmware"))).images().get(0).artifacts().get(1);
    TargetFiles.Source zstd =
        Publishing.directory("out/rpi-firmware", List.of(), List.of(), "firmware", "zstd");
    Artifact compressed = publish(target(zstd)).images().get(0).artifacts().get(1);

    assertThat(compressed.diffId()).isEqualTo(plain.layer().digest());
    assertThat(compressed.layer().content().mediaType()).endsWith("tar+zstd");
  }
}
