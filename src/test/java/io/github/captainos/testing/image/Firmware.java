package io.github.captainos.testing.image;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a board without firmware of its own: a kernel, device trees, and links to them. */
public final class Firmware {
  private static final int BOARDS = 40;

  private Firmware() {}

  /** Makes the output of a build: {@code vmlinuz}, {@code dtb} and {@code rpi-1.2}. */
  public static void make(Path build) throws IOException {
    write(build.resolve("vmlinuz"), "the kernel");
    for (int i = 0; i < BOARDS; i++) {
      write(build.resolve("dtb/vendor-" + i % 4 + "/board-" + i + ".dtb"), "device tree " + i);
    }
    // what ustar cannot hold
    String longName = "x".repeat(150) + ".dtb";
    write(build.resolve("dtb").resolve(longName), "a long name");
    write(build.resolve("dtb/устройство.dtb"), "not ASCII");
    link(build.resolve("dtb/link.dtb"), longName);
    Path rpi = build.resolve("rpi-1.2");
    write(rpi.resolve("config.txt"), "arm_64bit=1\n");
    write(rpi.resolve("config.txt~"), "an editor's backup");
    write(rpi.resolve("overlays/" + "long-name-".repeat(9) + ".dtbo"), "an overlay");
    write(rpi.resolve("overlays/with blank.dtbo"), "");
    Files.createDirectories(rpi.resolve("empty"));
    link(rpi.resolve("kernel8.img"), "../vmlinuz-aarch64");
    link(rpi.resolve("kernel_2712.img"), "kernel8.img");
    link(rpi.resolve("board.dtb"), "../dtb-aarch64/vendor-1/board-1.dtb");
    link(rpi.resolve("vendor"), "../dtb-aarch64/vendor-2");
  }

  /** Makes the tree that an image with these files and directories has. */
  public static Path tree(Path build, Path checksums, Path tree) throws IOException {
    Files.createDirectories(tree);
    Command.run(build, "cp", "-a", "vmlinuz", tree.resolve("vmlinuz-aarch64").toString());
    Command.run(build, "cp", "-a", "dtb", tree.resolve("dtb-aarch64").toString());
    Command.run(build, "cp", "-a", "rpi-1.2", tree.resolve("firmware-rpi").toString());
    Files.delete(tree.resolve("firmware-rpi/config.txt~"));
    Files.copy(checksums, tree.resolve(checksums.getFileName()));
    return tree;
  }

  /** Asserts that two trees have the same directories, files and links. */
  public static void assertSame(Path expected, Path actual) {
    Command.run(expected, "diff", "-r", "--no-dereference", expected.toString(), actual.toString());
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void link(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }
}
