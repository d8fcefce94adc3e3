package io.github.captainos.testing.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Images that nobody may unpack, each with what an error has to say about it. */
public final class HostileImages {
  /** A title of 3 MB that a terminal would obey, and that looks like another one. */
  public static final String TITLE = "evil\u202egpj.\u009b2J\u2028" + "x".repeat(3 << 20);

  private HostileImages() {}

  /**
   * An image.
   *
   * @param name a tag for it
   * @param image the image
   * @param says a part of the error
   * @param links a value for {@code captain.links}
   * @param before links that are in the output directory before
   */
  public record Hostile(
      String name, RawImage image, String says, String links, Map<String, String> before) {

    Hostile(String name, RawImage image, String says) {
      this(name, image, says, "symbolic", Map.of());
    }

    /**
     * Creates the output directory as it is before, and something outside of it; nothing, if the
     * image needs no links there.
     */
    public void prepare(Path output) throws IOException {
      if (before.isEmpty()) {
        return;
      }
      Path outside = Files.createDirectories(output.resolveSibling("outside"));
      Files.writeString(outside.resolve("precious"), "precious");
      for (Map.Entry<String, String> link : before.entrySet()) {
        Path path = output.resolve(link.getKey());
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(link.getValue()));
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Returns all of them. The output directory and its parent must be as before after each. */
  public static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>(others());
    all.addAll(HostileLinks.all());
    return all;
  }

  private static List<Hostile> others() {
    byte[] good = new Tar().file("good", "good").bytes();
    byte[] random = new byte[4096];
    Arrays.fill(random, (byte) 'x');
    return List.of(
        layer("absolute-path", new Tar().file("/tmp/evil", "x"), "'/tmp/evil' is an absolute path"),
        layer("parent", new Tar().file("../evil", "x"), "'../evil' is outside of the directory"),
        layer("hidden-parent", new Tar().file("a/../../evil", "x"), "'a/../../evil' is outside"),
        layer("backslash", new Tar().file("..\\evil", "x"), "'..\\evil' has characters"),
        layer("control-character", new Tar().file("a\nb", "x"), "'a\\u000ab' has characters"),
        layer("character-device", new Tar().special("d", TarConstants.LF_CHR), "'d' is neither"),
        layer("block-device", new Tar().special("d", TarConstants.LF_BLK), "'d' is neither"),
        layer(
            "device-in-disguise", new Tar().special("d/", TarConstants.LF_CHR), "'d/' is neither"),
        layer("not-utf8", new Tar().rawName(new byte[] {(byte) 0xff, 'a', 0}), "not UTF-8"),
        layer("reserved-name", new Tar().file(".captain-pull-x", "x"), "Captain reserves"),
        layer("long-name", new Tar().file("n".repeat(256), "x"), "has a name that is too long"),
        layer("no-name", new Tar().file(".", "x"), "'.' is not a file name"),
        layer(
            "header-bomb",
            Tar.gzip(new Tar().paxHeader(comment(2 << 20)).file("n", "x").bytes()),
            "the header of an entry has more than 1048576 bytes"),
        layer(
            "long-name-bomb",
            Tar.bomb(TarConstants.LF_GNUTYPE_LONGNAME),
            "the header of an entry has more than 1048576 bytes"),
        layer(
            "long-link-bomb",
            Tar.bomb(TarConstants.LF_GNUTYPE_LONGLINK),
            "the header of an entry has more than 1048576 bytes"),
        layer(
            "deep-path",
            new Tar().paxHeader(Tar.paxRecord("path", "a/".repeat(20_000) + "f")).file("n", "x"),
            "has a name of more than 4096 bytes"),
        layer(
            "deepest-path",
            new Tar().paxHeader(Tar.paxRecord("path", "a/".repeat(400_000) + "f")).file("n", "x"),
            "has a name of more than 4096 bytes"),
        layer(
            "damaged-pax-header",
            new Tar().paxHeader("9 a=b".getBytes(UTF_8)).file("n", "x"),
            "the pax header of an entry cannot be read"),
        layer(
            "sparse",
            new Tar().paxHeader(Tar.paxRecord("GNU.sparse.size", "512")).file("n", "x"),
            "'n' is a sparse file"),
        new Hostile("many-layers", sameLayer(good, 10_001), "it has 10001 layers"),
        layer("whiteout-directory", new Tar().directory(".wh.a", 0755), "a whiteout, and a dir"),
        layer("fifo", new Tar().special("p", TarConstants.LF_FIFO), "'p' is neither"),
        layer("twice", new Tar().file("f", "x").file("./f", "y"), "'f' occurs twice"),
        layer(
            "file-and-directory",
            new Tar().file("f", "x").file("f/g", "y"),
            "'f' is a file, and has files in it"),
        layer(
            "removes-the-parent",
            new Tar().file("a/.wh...", ""),
            "does not name a file that can be removed"),
        layer("no-tar", random, ""),
        layer("nothing", new byte[0], "it is not a tar archive"),
        layer("ends-early", Arrays.copyOf(good, 700), ""),
        layer("no-end", new Tar().file("good", "good").withoutEnd(), "it ends early"),
        layer("hides-something", Tar.concat(good, "evil".getBytes(UTF_8)), "after its end"),
        layer("gzip-cut-short", Arrays.copyOf(Tar.gzip(good), 60), "its gzip data ends early"),
        layer("zstd-cut-short", Arrays.copyOf(Tar.zstd(good), 40), "its zstd data ends early"),
        layer(
            "gzip-name-bomb",
            Tar.concat(HexFormat.of().parseHex("1f8b0808000000000003"), comment(2 << 20)),
            "its gzip data is more than 1 MiB larger than its content"),
        layer(
            "zstd-skippable-frame",
            HexFormat.of().parseHex("502a4d18ffffffff00"),
            "its zstd data ends early"),
        layer(
            "zstd-window",
            HexFormat.of().parseHex("28b52ffd009009000041"),
            "its zstd data has a window of more than 128 MiB"),
        layer("zstd-hides-something", Tar.concat(Tar.zstd(good), "evil".getBytes(UTF_8)), "frame"),
        layer(
            "bomb",
            Tar.gzip(new Tar().file("zeros", new byte[2 << 20], 0644).bytes()),
            "the image unpacks to more than 1 MiB. Set captain.maxUnpackedSize"),
        new Hostile(
            "bomb-of-many-layers",
            new RawImage()
                .layer(Tar.gzip(new Tar().file("a", new byte[300 << 10], 0644).bytes()))
                .layer(Tar.zstd(new Tar().file("b", new byte[300 << 10], 0644).bytes()))
                .layer(new Tar().file("c", new byte[300 << 10], 0644).bytes())
                .layer(Tar.gzip(new Tar().file("d", new byte[300 << 10], 0644).bytes())),
            "the image unpacks to more than 1 MiB. Set captain.maxUnpackedSize"),
        new Hostile(
            "longer-than-said",
            new RawImage().layer(good, "application/vnd.oci.image.layer.v1.tar", 512),
            "has more than its 512 bytes"),
        new Hostile(
            "shorter-than-said",
            new RawImage().layer(good, "application/vnd.oci.image.layer.v1.tar", 1 << 20),
            "before its 1048576"),
        sums("wrong-checksum", "0".repeat(64) + "  good\n", "good has the SHA-256"),
        sums("listed-but-missing", "0".repeat(64) + "  gone\n", "lists gone, which is missing"),
        sums("lists-outside", "0".repeat(64) + "  ../good\n", "outside of the directory"),
        sums("no-checksums", "hello\n", "a line that is not a checksum"));
  }

  private static RawImage sameLayer(byte[] bytes, int times) {
    RawImage image = new RawImage();
    for (int i = 0; i < times; i++) {
      image.layer(bytes);
    }
    return image;
  }

  private static byte[] comment(int length) {
    String record = (length + " comment=" + "c".repeat(length)).substring(0, length - 1) + "\n";
    return record.getBytes(UTF_8);
  }

  private static Hostile sums(String name, String sums, String says) {
    return layer(name, new Tar().file("good", "good").file("sha256sums-x.txt", sums), says);
  }

  static Hostile layer(String name, Tar tar, String says) {
    return layer(name, tar.bytes(), says);
  }

  static Hostile layer(String name, byte[] bytes, String says) {
    return new Hostile(name, new RawImage().layer(bytes), says);
  }
}
