package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.report.PullReport;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.report.PullReport.PulledLink;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Symbolic links of images, as links in the output directory. */
class PulledLinksTest extends PullFixture {

  private void image(Tar... layers) throws IOException {
    RawImage image = new RawImage();
    List.of(layers).forEach(layer -> image.layer(layer.bytes()));
    image.writeTo(layout, "v1");
  }

  private Map<String, String> tree() throws IOException {
    return DirectoryTree.of(output);
  }

  private Object inode(String path) throws IOException {
    return Files.getAttribute(output.resolve(path), "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void makesLinksWithTheirTargetsWithoutEntriesForDirectories() throws Exception {
    String deep = "a-directory-of-a-long-name/".repeat(6) + "file";
    image(
        new Tar()
            .symbolicLink("firmware/rpi/kernel8.img", "../../vmlinuz")
            .file("vmlinuz", "kernel")
            .file("firmware/rpi/config.txt", "config")
            .symbolicLink("first", "firmware")
            .symbolicLink("./firmware/here", "././rpi/.././rpi/config.txt")
            .symbolicLink("to-a-link", "first"),
        new Tar().withPaxNames().symbolicLink("ссылка", "ядро"),
        new Tar().withGnuNames().symbolicLink("gnu", deep),
        new Tar().paxHeader(Tar.paxRecord("linkpath", deep)).symbolicLink("pax", "x"));
    PullReport report = pull();

    assertThat(tree())
        .containsEntry("firmware/rpi/kernel8.img", "-> ../../vmlinuz")
        .containsEntry("firmware/here", "-> ././rpi/.././rpi/config.txt")
        .containsEntry("first", "-> firmware")
        .containsEntry("to-a-link", "-> first")
        .containsEntry("ссылка", "-> ядро")
        .containsEntry("gnu", "-> " + deep)
        .containsEntry("pax", "-> " + deep);
    assertThat(output.resolve("to-a-link/rpi/kernel8.img")).hasContent("kernel");
    assertThat(output.resolve("firmware/here")).hasContent("config");
    assertThat(report.artifacts()).hasSize(2);
    assertThat(report.links())
        .contains(
            new PulledLink(
                "firmware/rpi/kernel8.img",
                "../../vmlinuz",
                LinkState.CREATED,
                output.resolve("firmware/rpi/kernel8.img")))
        .extracting(PulledLink::name)
        .containsExactly(
            "firmware/rpi/kernel8.img",
            "first",
            "firmware/here",
            "to-a-link",
            "ссылка",
            "gnu",
            "pax");
  }

  @Test
  void makesLinksThatLeadNowhereOrInACircleSinceTheyAreHarmless() throws Exception {
    image(
        new Tar()
            .symbolicLink("nowhere", "gone/x")
            .symbolicLink("one", "other")
            .symbolicLink("other", "one")
            .symbolicLink("here", ".")
            .symbolicLink("d/root", ".."));
    pull();

    assertThat(tree())
        .containsExactly(
            Map.entry("d", "/"),
            Map.entry("d/root", "-> .."),
            Map.entry("here", "-> ."),
            Map.entry("nowhere", "-> gone/x"),
            Map.entry("one", "-> other"),
            Map.entry("other", "-> one"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void leavesALinkAloneThatIsThereAndCompletesWhatIsMissing() throws Exception {
    image(new Tar().file("f", "x").symbolicLink("kept", "f").symbolicLink("lost", "f"));
    pull();
    Object before = inode("kept");
    Files.delete(output.resolve("lost"));
    PullReport again = pull();

    assertThat(inode("kept")).isEqualTo(before);
    assertThat(tree()).containsEntry("lost", "-> f");
    assertThat(again.links())
        .extracting(PulledLink::state)
        .containsExactly(LinkState.PRESENT, LinkState.CREATED);
  }

  @Test
  void replacesALinkWithAnotherTargetAndAFileAndIsReplacedByAFile() throws Exception {
    image(new Tar().file("l", "x"));
    Path precious = Files.writeString(directory.resolve("precious"), "precious");
    Files.createDirectories(output);
    Files.createSymbolicLink(output.resolve("k"), Path.of("../../precious"));
    Files.writeString(output.resolve("other"), "mine");
    pull();
    image(new Tar().symbolicLink("l", "f").symbolicLink("k", "f").file("f", "y"));
    assertThat(pull().links()).extracting(PulledLink::state).containsOnly(LinkState.CREATED);
    assertThat(tree())
        .containsExactly(
            Map.entry("f", "y"),
            Map.entry("k", "-> f"),
            Map.entry("l", "-> f"),
            Map.entry("other", "mine"));

    image(new Tar().file("l", "z"));
    pull();
    assertThat(tree()).containsEntry("l", "z").containsEntry("f", "y");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void laysLinksOverFilesAndDirectoriesAndTheReverse() throws Exception {
    image(
        new Tar()
            .file("was-a-file", "1")
            .file("was-a-directory/x", "1")
            .symbolicLink("becomes-a-file", "f")
            .symbolicLink("becomes-a-directory", "d")
            .symbolicLink("becomes-another", "f")
            .symbolicLink("removed", "f")
            .symbolicLink("removed-and-a-directory", "f")
            .symbolicLink("emptied/l", "f")
            .symbolicLink("tree/l", "f"),
        new Tar()
            .symbolicLink("was-a-file", "f")
            .symbolicLink("was-a-directory", "f")
            .file("becomes-a-file", "2")
            .file("becomes-a-directory/x", "2")
            .directory("becomes-a-directory", 0755)
            .symbolicLink("becomes-another", "g")
            .file(".wh.removed", "")
            .file(".wh.removed-and-a-directory", "")
            .file("removed-and-a-directory/x", "2")
            .file("emptied/.wh..wh..opq", "")
            .symbolicLink("emptied/k", "l")
            .file(".wh.tree", ""));
    pull();

    assertThat(tree())
        .containsExactly(
            Map.entry("becomes-a-directory", "/"),
            Map.entry("becomes-a-directory/x", "2"),
            Map.entry("becomes-a-file", "2"),
            Map.entry("becomes-another", "-> g"),
            Map.entry("emptied", "/"),
            Map.entry("emptied/k", "-> l"),
            Map.entry("removed-and-a-directory", "/"),
            Map.entry("removed-and-a-directory/x", "2"),
            Map.entry("was-a-directory", "-> f"),
            Map.entry("was-a-file", "-> f"));
  }

  @Test
  void theOutputDirectoryItselfMayBeALink() throws Exception {
    image(new Tar().symbolicLink("d/l", "../f").symbolicLink("d/root", "..").file("f", "x"));
    Path place = Files.createDirectory(directory.resolve("place"));
    output = Files.createSymbolicLink(directory.resolve("link"), place);
    pull();

    assertThat(place.resolve("d/l")).hasContent("x");
  }

  @Test
  void makesALinkInADirectoryThatIsReadOnly() throws Exception {
    image(new Tar().directory("d", 0555).symbolicLink("d/l", "../f"));
    pull();

    assertThat(tree()).containsEntry("d/l", "-> ../f");
  }

  @Test
  void checksumsAreThoseOfTheFilesThatLinksLeadTo() throws Exception {
    String x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    image(
        new Tar()
            .file("d/f", "x")
            .symbolicLink("l", "e/f")
            .symbolicLink("e", "d/g")
            .file("d/g/f", "x")
            .file("sums", x + "  l\n" + x + "  e/f\n")
            .symbolicLink("sha256sums-x.txt", "sums"));
    assertThatThrownBy(this::pull).hasMessageContaining("leads through the link 'e'");

    image(
        new Tar()
            .symbolicLink("l", "d/f")
            .symbolicLink("e", "d")
            .file("d/f", "x")
            .file("sums", x + "  l\n" + x + "  e/f\n")
            .symbolicLink("sha256sums-x.txt", "sums"));
    pull();
    assertThat(output.resolve("e/f")).hasContent("x");
  }

  @Test
  void writesNothingWhereALinkCannotBeCreated() throws Exception {
    // reading allows this target, and Linux one byte less
    String target = ("n".repeat(240) + "/").repeat(16) + "n".repeat(240);
    image(
        new Tar()
            .file("a", "x")
            .paxHeader(Tar.paxRecord("linkpath", target))
            .symbolicLink("l", "x"));

    assertThatThrownBy(this::pull)
        .hasMessageContaining("the link 'l' cannot be created in " + output + " (")
        .hasMessageContaining("set captain.links=copy")
        .hasMessageEndingWith("No file was written.");
    assertThat(output).doesNotExist();
  }

  @Test
  void aFormThatDoesNotExistIsAMistake() {
    links = "simbolic";
    assertThatThrownBy(this::pull)
        .hasMessage(
            "captain.links must be symbolic or copy, not 'simbolic' (from the test). Did you mean"
                + " symbolic?");
  }
}
