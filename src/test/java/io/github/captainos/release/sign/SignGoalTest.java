package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.testing.image.DirectoryTree;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of signing what was published without a signature. */
class SignGoalTest {
  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void publishUnsigned() throws Exception {
    release = new SignedRelease(directory);
    release.publish(null);
  }

  @Test
  void theImagesOfTheFilesAreSigned() throws Exception {
    SignatureReport report = release.signFiles(KEY);
    assertThat(report.goal()).isEqualTo(Goal.SIGN);
    assertThat(report.names())
        .extracting(Report.NamedImage::target)
        .containsExactly("amd64", "arm64", "both");
    assertThat(release.verify(PUBLIC).images()).isEqualTo(report.images());
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    release.signFiles(KEY);
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
  }

  @Test
  void anImageThatIsNotThatOfTheFilesIsNotSigned() throws Exception {
    release.registry().tag("v1", release.image("v1-arm64"));
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    assertThatThrownBy(() -> release.signFiles(KEY))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("Images are not those of these files, so none was signed")
        .hasMessageContaining("artifacts:v1 is sha256:");
    release.tag = "v9";
    assertThatThrownBy(() -> release.signFiles(KEY))
        .hasMessageContaining("artifacts:v9-amd64 does not exist");
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
  }

  @Test
  void whatOnlyTheRegistryNamesIsSignedIfTheUserAllowsIt() throws Exception {
    assertThatThrownBy(() -> release.signNamed(KEY, false))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("captain.signUnverified");
    assertThatThrownBy(() -> release.verify(PUBLIC)).hasMessageContaining("is not signed");
    SignatureReport report = release.signNamed(KEY, true);
    assertThat(release.verify(PUBLIC).images()).isEqualTo(report.images());
  }

  @Test
  void withoutAKeyNothingIsSigned() {
    assertThatThrownBy(() -> release.signFiles(null)).hasMessageContaining("Set captain.signKey");
    assertThatThrownBy(() -> release.signNamed(null, true))
        .hasMessageContaining("Set captain.signKey");
  }
}
