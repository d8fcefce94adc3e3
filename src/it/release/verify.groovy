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
def log = story.log()
assertThat(log).contains('artifacts:v1.0.0-final')
assertThat(log.indexOf('Publish complete')).isLessThan(log.indexOf('Tag complete'))
assertThat(log.indexOf('Tag complete')).isLessThan(log.indexOf('Pull complete'))
true
