package io.github.captainos.release.copy;

import static io.github.captainos.release.copy.Referrers.OS;
import static io.github.captainos.release.copy.Referrers.digest;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.CopyReport;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A release in a registry, and a registry that it is copied to. */
abstract class ReferrersFixture {
  @TempDir Path directory;
  FakeRegistry from;
  FakeRegistry to;

  /** The digest of the combined image. */
  String image = "";

  @BeforeEach
  void publish() throws IOException, ReleaseException {
    from = FakeRegistry.start();
    to = FakeRegistry.start();
    Publishing.in(directory).publish();
    copy("oci:images", from.address());
    image = digest(from.manifest(OS, "v1"));
  }

  @AfterEach
  void stop() {
    from.close();
    to.close();
  }

  CopyReport copy(String source, String destination) throws ReleaseException {
    return CopyFixture.copy(
        CopyFixture.at(source, directory), CopyFixture.at(destination, directory));
  }

  String tag(String suffix) {
    return image.replace(':', '-') + suffix;
  }
}
