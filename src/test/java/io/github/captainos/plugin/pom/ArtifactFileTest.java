package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.release.input.PathOrigin;
import io.github.captainos.release.input.TargetFiles;
import org.junit.jupiter.api.Test;

class ArtifactFileTest {
  private static TargetFiles.Source source(ArtifactFile file) {
    return file.toSource(
        () -> {
          throw new AssertionError("no artifact is named");
        });
  }

  @Test
  void aBlankElementIsNone() {
    ArtifactFile file = new ArtifactFile();
    file.setSource("out/vmlinuz");
    file.setName(" ");
    file.setCompression("");
    file.setArtifact(" ");

    assertThat(source(file))
        .isEqualTo(new TargetFiles.Source(new PathOrigin("out/vmlinuz"), null, null));
  }

  @Test
  void anElementThatIsSetIsTaken() {
    ArtifactFile file = new ArtifactFile();
    file.set("out/vmlinuz");
    file.setName("vmlinuz-arm64");
    file.setCompression("zstd");

    assertThat(source(file))
        .isEqualTo(new TargetFiles.Source(new PathOrigin("out/vmlinuz"), "vmlinuz-arm64", "zstd"));
  }
}
