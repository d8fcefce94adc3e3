package io.github.captainos.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.progress.Snapshot.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private static final double MIB = 1 << 20;
  private static final Item INITRAMFS = item("initramfs-amd64.cpio.zst", 44.5, 72.9, 4.1);
  private static final Item ISO = item("captainos-amd64.iso", 0, 1500, 0);
  private static final Snapshot BOTH =
      new Snapshot(List.of(INITRAMFS, ISO), item("Uploading", 44.5, 1572.9, 4.1));

  private static Item item(String name, double done, double size, double rate) {
    return new Item(name, (long) (done * MIB), (long) (size * MIB), rate * MIB);
  }

  @Test
  void aTerminalOfUsualWidthHasAllNumbers() {
    assertThat(LiveLines.of(BOTH, 12, 79))
        .containsExactly(
            "initramfs-amd64.cpio.zst   61 %  44.5 of 72.9 MiB    4.1 MiB/s     7 s left",
            "captainos-amd64.iso         0 %    0.0 of 1.5 GiB                          ",
            "Uploading                   2 %    0.0 of 1.5 GiB    4.1 MiB/s   7 min left");
  }

  @Test
  void aWideOneHasABarToo() {
    assertThat(LiveLines.of(BOTH, 12, 199))
        .element(0)
        .isEqualTo(
            "initramfs-amd64.cpio.zst  [==================>           ]   61 %"
                + "  44.5 of 72.9 MiB    4.1 MiB/s     7 s left");
  }

  @Test
  void aNarrowOneHasThePercentages() {
    assertThat(LiveLines.of(BOTH, 12, 19))
        .containsExactly("initr..o.zst   61 %", "capta..4.iso    0 %", "Uploading       2 %");
    assertThat(LiveLines.of(BOTH, 12, 9)).startsWith("init..zst");
    assertThat(LiveLines.of(BOTH, 12, 0)).containsOnly("");
  }

  @Test
  void noLineIsWiderThanTheTerminalAndAllHaveOneWidth() {
    Snapshot names =
        new Snapshot(
            List.of(
                item("內核-映像-檔案-內核-映像-檔案.iso", 1, 3, 1),
                item("e\u0301\u0301te\u0301-".repeat(20), 3, 3, 1000),
                item("🚀".repeat(30), 0, 3, 0.001)),
            item("Fetching", 5, 9000, 0));
    for (int columns = 0; columns < 250; columns++) {
      for (Snapshot snapshot : List.of(BOTH, names)) {
        List<Integer> widths =
            LiveLines.of(snapshot, 12, columns).stream().map(Columns::width).distinct().toList();
        assertThat(widths).as("%d columns", columns).hasSize(1);
        assertThat(widths.get(0)).isLessThanOrEqualTo(columns);
      }
    }
  }

  @Test
  void aNameCannotCommandTheTerminal() {
    Item evil = item("a\033[2J\r\n\u202e\u009bm.iso", 1, 3, 1);
    assertThat(LiveLines.of(new Snapshot(List.of(evil), evil), 12, 99))
        .singleElement()
        .asString()
        .startsWith("a\\u001b[2J\\u000d\\u000a\\u202e\\u009bm.iso ");
  }

  @Test
  void aNameOfMegabytesIsCutToTheTerminal() {
    Item endless = item("x".repeat(3 << 20), 1, 3, 1);
    assertThat(LiveLines.of(new Snapshot(List.of(endless), endless), 12, 79))
        .singleElement()
        .asString()
        .hasSize(79);
    assertThat(PlainView.line(new Snapshot(List.of(endless), BOTH.all()))).hasSizeLessThan(1000);
  }

  @Test
  void whereThereIsLittleRoomTheWholeIsSaid() {
    Snapshot many = new Snapshot(List.of(INITRAMFS, ISO, ISO, ISO), BOTH.all());
    assertThat(LiveLines.of(many, 4, 79))
        .extracting(line -> line.replaceFirst("  .*", "").strip())
        .containsExactly(
            "initramfs-amd64.cpio.zst", "captainos-amd64.iso", "and 2 more", "Uploading");
    assertThat(LiveLines.of(many, 2, 79))
        .extracting(line -> line.replaceFirst("  .*", "").strip())
        .containsExactly("4 files", "Uploading");
    assertThat(LiveLines.of(many, 1, 79)).singleElement().asString().startsWith("Uploading");
    assertThat(LiveLines.of(many, 0, 79)).isEmpty();
  }

  @Test
  void aFileAloneNeedsNoSum() {
    assertThat(LiveLines.of(new Snapshot(List.of(INITRAMFS), INITRAMFS), 12, 79)).hasSize(1);
    assertThat(LiveLines.of(new Snapshot(List.of(), BOTH.all()), 12, 79)).isEmpty();
  }
}
