package io.github.captainos.testing.image;

import static io.github.captainos.testing.image.HostileImages.layer;

import io.github.captainos.testing.image.HostileImages.Hostile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Images with links that nobody may follow or create. */
final class HostileLinks {
  private static final String ZEROS = "0".repeat(64);

  private HostileLinks() {}

  static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    all.addAll(targets());
    all.addAll(throughLinks());
    all.addAll(belowLinks());
    all.addAll(sums());
    all.addAll(onDisk());
    all.addAll(copies());
    return all;
  }

  private static Tar link(String target) {
    return new Tar().symbolicLink("l", target);
  }

  private static Tar paxLink(String target) {
    return new Tar().paxHeader(Tar.paxRecord("linkpath", target)).symbolicLink("l", "x");
  }

  private static List<Hostile> targets() {
    return List.of(
        layer("symbolic-link", link(".."), "the link 'l' leads outside of the image"),
        layer("link-far-out", link("../../../etc/passwd"), "leads outside of the image"),
        layer("link-out-and-in", link("../output/x"), "leads outside of the image"),
        layer("link-hidden-out", link("a/b/../../../x"), "leads outside of the image"),
        layer("absolute-link", link("/etc/passwd"), "the link 'l' leads to an absolute path"),
        layer("link-to-the-root", link("/"), "leads to an absolute path"),
        layer("link-to-a-drive", link("C:/x"), "leads to an absolute path"),
        layer("link-into-a-drive", link("c:x"), "leads to an absolute path"),
        layer("link-with-backslashes", link("a\\..\\..\\x"), "a component that has characters"),
        layer("link-to-a-server", link("\\\\host\\share"), "a component that has characters"),
        layer("link-of-two-lines", link("a\nb"), "a component that has characters"),
        layer("link-with-nul", paxLink("a\0b"), "a component that has characters"),
        layer("link-to-nothing", link(""), "the link 'l' has no target"),
        layer(
            "link-not-utf8",
            new Tar("ISO-8859-1").symbolicLink("l", "\u00ff"),
            "'l' has a target that is not UTF-8"),
        layer(
            "link-to-a-long-name", paxLink("n".repeat(256)), "a component that has a name that is"),
        layer("link-of-many-steps", paxLink("a/".repeat(300) + "x"), "more than 256 components"),
        layer(
            "long-target", paxLink("a/".repeat(3000)), "'l' has a target of more than 4096 bytes"),
        layer(
            "long-gnu-target",
            new Tar().withGnuNames().symbolicLink("l", "a/".repeat(3000)),
            "'l' has a target of more than 4096 bytes"),
        layer("link-to-staging", link(".captain-pull-lock"), "a name that Captain reserves"),
        layer(
            "staging-link",
            new Tar().symbolicLink(".captain-pull-lock", "x"),
            "'.captain-pull-lock' has a name that Captain reserves"),
        layer("root-link", new Tar().symbolicLink(".", "x"), "'.' is not a file name"),
        layer("link-outside", new Tar().symbolicLink("../l", "x"), "'../l' is outside"),
        layer(
            "link-with-content",
            Tar.concat(Tar.header("l", TarConstants.LF_SYMLINK, 3), new Tar().bytes()),
            "'l' is a link, and has content"),
        layer("hard-link", new Tar().hardLink("l", "good"), "'l' is a hard link"),
        layer("whiteout-link", new Tar().symbolicLink(".wh.l", "x"), "is a whiteout, and a link"),
        layer("link-twice", link("a").symbolicLink("./l", "b"), "'l' occurs twice"),
        layer("link-and-file", link("a").file("l", "x"), "'l' occurs twice"),
        layer("file-and-link", new Tar().file("l", "x").symbolicLink("l", "a"), "'l' occurs twice"),
        layer("link-and-directory", link("a").directory("l", 0755), "'l' occurs twice"));
  }

  private static List<Hostile> throughLinks() {
    Tar out = new Tar().symbolicLink("p/q/b", "c").symbolicLink("p/q/l", "b/../../x");
    return List.of(
        layer("link-through-a-link", out, "the link 'p/q/l' leads through the link 'p/q/b'"),
        layers(
            "link-through-a-later-link",
            "the link 'l' leads through the link 'd'",
            link("d/x"),
            new Tar().symbolicLink("d", "e")),
        layers(
            "link-through-an-earlier-link",
            "the link 'l' leads through the link 'd'",
            new Tar().symbolicLink("d", "e"),
            link("./d/./x")),
        layers(
            "link-through-a-link-over-a-directory",
            "the link 'l' leads through the link 'd'",
            new Tar().directory("d/e", 0755),
            link("d/e/../x"),
            new Tar().symbolicLink("d", "f")),
        layer("link-out-of-nothing", link("gone/../x"), "leads back out of 'gone'"),
        layer("link-out-of-a-file", new Tar().file("f", "x").symbolicLink("l", "f/../x"), "of 'f'"),
        layers(
            "link-out-of-what-was-removed",
            "leads back out of 'd'",
            new Tar().file("d/f", "x"),
            link("d/../x"),
            new Tar().file(".wh.d", "")));
  }

  private static List<Hostile> belowLinks() {
    String says = "' is below the link 'l'";
    return List.of(
        layer("through-a-link", link("d").file("l/evil", "x"), "the entry 'l/evil" + says),
        layer("before-a-link", new Tar().file("l/evil", "x").symbolicLink("l", "d"), says),
        layer("directory-below-a-link", link("d").directory("l/d", 0755), "'l/d" + says),
        layer("link-below-a-link", link("d").symbolicLink("l/d", "x"), "'l/d" + says),
        layer("whiteout-below-a-link", link("d").file("l/.wh.x", ""), "'l/x" + says),
        layer("emptied-link", link("d").file("l/.wh..wh..opq", ""), "'l/" + says),
        layers("later-below-a-link", "'l/evil" + says, link("d"), new Tar().file("l/evil", "x")),
        layers("later-deep", "'l/a/b" + says, link("d"), new Tar().file("l/a/b", "x")),
        layers("later-directory", "'l/d" + says, link("d"), new Tar().directory("l/d", 0755)),
        layers("later-link", "'l/d" + says, link("d"), new Tar().symbolicLink("l/d", "x")),
        layers("later-whiteout", "'l/x" + says, link("d"), new Tar().file("l/.wh.x", "")),
        layers("later-emptied", "'l/" + says, link("d"), new Tar().file("l/.wh..wh..opq", "")),
        layers(
            "removed-and-there-again",
            "'l/evil" + says,
            link("d"),
            new Tar().file(".wh.l", ""),
            link("e"),
            new Tar().file("l/evil", "x")),
        layers(
            "over-an-emptied-directory",
            "'p/l/evil" + "' is below the link 'p/l'",
            new Tar().file("p/f", "x"),
            new Tar().file("p/.wh..wh..opq", "").symbolicLink("p/l", "d"),
            new Tar().file("p/l/evil", "x")));
  }

  private static List<Hostile> sums() {
    Tar good = new Tar().file("good", "good");
    return List.of(
        layer(
            "checksums-of-a-link",
            new Tar()
                .file("good", "good")
                .symbolicLink("l", "good")
                .file("sha256sums-x.txt", ZEROS + "  l\n"),
            "l has the SHA-256"),
        layer(
            "checksums-of-a-circle",
            link("k").symbolicLink("k", "l").file("sha256sums-x.txt", ZEROS + "  l\n"),
            "leads in a circle"),
        layer(
            "checksums-by-a-link",
            new Tar()
                .file("d/sums", ZEROS + "  good\n")
                .file("good", "good")
                .symbolicLink("sha256sums-x.txt", "d/sums"),
            "good has the SHA-256"),
        layer(
            "checksums-by-a-link-to-nothing",
            good.symbolicLink("sha256sums-x.txt", "gone"),
            "sha256sums-x.txt is a link that leads to no file of the image"));
  }

  /** In the output directory, links are there before. */
  private static List<Hostile> onDisk() {
    RawImage image = new RawImage().layer(link("d/x").bytes());
    return List.of(
        there(
            "link-through-a-link-on-disk",
            image,
            "d is a link, and the link 'l' of the image would lead through it",
            Map.of("d", "../outside")),
        there(
            "link-to-a-link-on-disk",
            image,
            "x is a link, and the link 'l' of the image would lead through it",
            Map.of("d/x", "../../outside/precious")),
        there(
            "link-below-a-link-on-disk",
            new RawImage().layer(new Tar().symbolicLink("d/l", "x").bytes()),
            "d is a link, and files of the image would be written through it",
            Map.of("d", "../outside")),
        there(
            "file-below-a-link-on-disk",
            new RawImage().layer(new Tar().file("d/precious", "evil").bytes()),
            "d is a link, and files of the image would be written through it",
            Map.of("d", "../outside")),
        there(
            "link-over-a-directory-on-disk",
            new RawImage().layer(new Tar().symbolicLink("d", "x").bytes()),
            "d is a directory, and a link of the image has its name",
            Map.of("d/mine", "x")));
  }

  private static List<Hostile> copies() {
    Tar bomb = new Tar().file("d16/f", "x");
    for (int i = 0; i < 16; i++) {
      bomb.symbolicLink("d" + i + "/a", "../d" + (i + 1));
      bomb.symbolicLink("d" + i + "/b", "../d" + (i + 1));
    }
    Tar large = new Tar().file("f", new byte[300 << 10], 0644);
    List.of("a", "b", "c").forEach(name -> large.symbolicLink(name, "f"));
    Tar chain = new Tar().file("l41", "x");
    for (int i = 0; i < 41; i++) {
      chain.symbolicLink("l" + i, "l" + (i + 1));
    }
    return List.of(
        copied("copy-outside", link("../outside/precious"), "leads outside of the image"),
        copied("copy-absolute", link("/etc/passwd"), "leads to an absolute path"),
        copied("copy-nothing", link("gone"), "the link 'l' leads to nothing in the image"),
        copied("copy-itself", link("l"), "the link 'l' leads in a circle"),
        copied("copy-a-circle", link("k").symbolicLink("k", "l"), "leads in a circle"),
        copied("copy-a-chain", chain, "the link 'l0' leads in a circle, or through more than 40"),
        copied("copy-the-root", link("."), "the link 'l' leads to a directory that it is in"),
        copied("copy-its-parent", new Tar().symbolicLink("d/e/l", ".."), "that it is in"),
        copied(
            "copy-each-other",
            new Tar().symbolicLink("d/l", "../e").symbolicLink("e/m", "../d"),
            "leads to a directory with links to directories, more than 40 deep"),
        copied("copy-bomb", bomb, "the image has more than 100000 entries"),
        copied(
            "copy-much",
            large,
            "the image unpacks to more than 1 MiB. Set captain.maxUnpackedSize"));
  }

  private static Hostile layers(String name, String says, Tar... layers) {
    RawImage image = new RawImage();
    List.of(layers).forEach(layer -> image.layer(layer.bytes()));
    return new Hostile(name, image, says);
  }

  private static Hostile there(
      String name, RawImage image, String says, Map<String, String> links) {
    return new Hostile(name, image, says, "symbolic", links);
  }

  private static Hostile copied(String name, Tar layer, String says) {
    return new Hostile(name, new RawImage().layer(layer.bytes()), says, "copy", Map.of());
  }
}
