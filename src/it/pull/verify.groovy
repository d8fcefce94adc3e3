import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)

def assertHolds = { directory, arches ->
  def expected = arches.collectEntries { arch ->
    [("vmlinuz-$arch".toString()): "target/os/$arch/vmlinuz-6.12.0",
     ("initramfs-${arch}.cpio.zst".toString()): "target/os/$arch/initramfs-${arch}.cpio.zst",
     ("captainos-${arch}.iso".toString()): "target/os/$arch/captainos-${arch}.iso",
     ("sha256sums-${arch}.txt".toString()): "target/captain/sha256sums-${arch}.txt"]
  }
  def found = Files.list(directory).withCloseable { list -> list.collect { it.fileName.toString() } }
  assertThat(found).containsExactlyInAnyOrderElementsOf(expected.keySet())
  expected.each { name, file ->
    assertThat(directory.resolve(name)).hasSameBinaryContentAs(story.file(file))
  }
}

assertHolds(story.file('target/captain/pull'), ['amd64', 'arm64'])
assertHolds(story.file('target/arm64'), ['arm64'])
// 8 for the combined image, none for the same again, 4 for arm64
assertThat(story.images().requests().count { it ==~ /GET .*\/blobs\/sha256:.*/ }).isEqualTo(8 + 0 + 4)
story.prints('Pull complete', 'Target: both', 'vmlinuz-arm64', ' fetched', ' present',
    "The target 'all' (from -Dcaptain.target) is none of this project's. Valid are: amd64, arm64, both (also written combined).",
    'There is no image ' + story.images().reference() + ':v9.')
true
