import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.TestKeys
import java.util.zip.ZipFile

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
assertThat(runs).hasSize(4)
[runs[0], runs[1]].each {
  assertThat(it).contains('Publish planned, nothing was sent (dry run)', 'Publish complete', 'Tag complete',
      'Pull complete', 'BUILD SUCCESS')
}
assertThat(runs[1]).contains('captain:pull', 'maxUnpackedSize', 'BUILD SUCCESS')
def zstd = 'Captain has no zstd for this operating system and processor. Choose another compression'
assertThat(runs[2]).contains('vmlinuz-amd64 cannot be compressed into ', zstd, 'BUILD FAILURE')
assertThat(runs[3]).contains(zstd, 'No file was written.', 'BUILD FAILURE')
story.failsWith()

def layer = 'application/vnd.oci.image.layer.v1.tar'
def images = story.images()
def manifest = images.manifest(images.manifest('v1.0.0-final').path('manifests').path(0).path('digest').asText())
assertThat(manifest.path('layers').collect { it.path('mediaType').asText() })
    .containsExactly(layer + '+zstd', layer, layer + '+gzip', layer)

def jar = new Maven(localRepositoryPath, projectVersion).plugin().toFile()
assertThat(jar.length()).isLessThanOrEqualTo(16_000_000L)
new ZipFile(jar).withCloseable { zip ->
  def natives = zip.entries().collect { it.name }.findAll { it =~ /\.(so|dylib|dll)$/ }
  assertThat(natives*.replaceFirst('/[^/]*$', '')).containsExactlyInAnyOrder(
      'linux/amd64', 'linux/aarch64', 'darwin/x86_64', 'darwin/aarch64', 'win/amd64', 'win/aarch64')
}
// it reads a key of cosign, which needs Bouncy Castle
new URLClassLoader([jar.toURI().toURL()] as URL[], ClassLoader.platformClassLoader).withCloseable { loader ->
  def file = { TestKeys.file("cosign.$it") }
  def keys = 'io.github.captainos.trust.key'
  def key = loader.loadClass("${keys}.SigningKey").read(file('key'), Optional.of('correct'.toCharArray()))
  assertThat(key.verificationKey()).isEqualTo(loader.loadClass("${keys}.VerificationKey").read(file('pub')))
}
true
