import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def digest = { bytes ->
  'sha256:' + MessageDigest.getInstance('SHA-256').digest(bytes).encodeHex().toString()
}

assertThat(images.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
// three indexes and six platform manifests, and no unreferenced manifests
assertThat(images.manifests()).hasSize(9)

def layers = [:]
images.tags().each { tag ->
  def index = images.manifest(tag)
  assertThat(index.path('mediaType').asText()).isEqualTo('application/vnd.oci.image.index.v1+json')
  assertThat(index.path('manifests')*.path('platform')*.toString()).containsExactly(
      '{"architecture":"amd64","os":"linux"}', '{"architecture":"arm64","os":"linux"}')
  def annotations = index.path('annotations')
  assertThat(annotations.toString()).isEqualTo('{'
      + '"org.opencontainers.image.created":"2026-01-31T12:00:00Z",'
      + '"org.opencontainers.image.licenses":"GPL-2.0-only",'
      + '"org.opencontainers.image.revision":"7540d737d1b4a3f6d4b8d8bd4ac6ce4c2f4a9d10",'
      + '"org.opencontainers.image.source":"https://github.example.org/captain/os",'
      + '"org.opencontainers.image.title":"Captain OS",'
      + '"org.opencontainers.image.version":"' + tag + '"}')
  layers[tag] = index.path('manifests').collect { entry ->
    def manifest = images.manifest(entry.path('digest').asText())
    assertThat(manifest.path('mediaType').asText())
        .isEqualTo(entry.path('mediaType').asText())
        .isEqualTo('application/vnd.oci.image.manifest.v1+json')
    assertThat(manifest.path('annotations')).isEqualTo(annotations)
    def config = images.config(manifest.path('config').path('digest').asText())
    assertThat(config.path('architecture')).isEqualTo(entry.path('platform').path('architecture'))
    assertThat(config.path('config').path('Labels')).isEqualTo(annotations)
    assertThat(config.path('rootfs').path('diff_ids')*.asText())
        .isEqualTo(manifest.path('layers')*.path('digest')*.asText())
    manifest.path('layers').collect { layer ->
      assertThat(layer.path('mediaType').asText()).isEqualTo('application/vnd.oci.image.layer.v1.tar')
      def bytes = images.blob(layer.path('digest').asText())
      assertThat(digest(bytes)).isEqualTo(layer.path('digest').asText())
      assertThat(bytes.length).isEqualTo(layer.path('size').asInt())
      [name: layer.path('annotations').path('org.opencontainers.image.title').asText(),
       digest: layer.path('digest').asText(), bytes: bytes]
    }
  }
  // each platform has the same files
  assertThat(layers[tag][0]*.digest).isEqualTo(layers[tag][1]*.digest)
}
def names = { arch -> ["vmlinuz-$arch", "initramfs-${arch}.cpio.zst", "captainos-${arch}.iso",
                       "sha256sums-${arch}.txt"].collect { (it + '.tar').toString() } }
assertThat(layers['v1.0.0-amd64'][0]*.name).isEqualTo(names('amd64'))
assertThat(layers['v1.0.0-arm64'][0]*.name).isEqualTo(names('arm64'))
assertThat(layers['v1.0.0'][0]*.digest)
    .isEqualTo(layers['v1.0.0-amd64'][0]*.digest + layers['v1.0.0-arm64'][0]*.digest)

// tar unpacks the layers, sha256sum verifies the files, and tar reproduces the layers
def unpacked = story.file('target/unpacked')
Files.createDirectories(unpacked)
layers['v1.0.0'][0].each { layer ->
  def file = story.file('target/layer.tar')
  Files.write(file, layer.bytes)
  Command.run(unpacked, 'tar', '-xf', file.toString())
  Command.run(unpacked, 'tar', '--format=ustar', '--mtime=@0', '--owner=0', '--group=0',
      '--numeric-owner', '--mode=0644', '-cf', '../again.tar', layer.name - '.tar')
  assertThat(digest(Files.readAllBytes(story.file('target/again.tar')))).isEqualTo(layer.digest)
}
assertThat(unpacked.resolve('vmlinuz-arm64')).hasContent('the kernel for arm64')
Command.run(unpacked, 'sha256sum', '--check', '--strict', 'sha256sums-amd64.txt', 'sha256sums-arm64.txt')

// the output for the user
def combined = digest(images.manifestBytes('v1.0.0'))
def recap = story.text('build.log').readLines()
    .collect { it.replaceFirst(/^\[INFO\] ?/, '') }
    .dropWhile { it != 'Publish complete' }
assertThat(recap).startsWith(
    'Publish complete',
    '  Images:    ' + images.reference(),
    '  Platforms: linux/amd64, linux/arm64',
    '    v1.0.0-amd64  ' + digest(images.manifestBytes('v1.0.0-amd64')) + '  new',
    '    v1.0.0-arm64  ' + digest(images.manifestBytes('v1.0.0-arm64')) + '  new',
    '    v1.0.0        ' + combined + '  new, all targets',
    '  Artifacts:',
    '    - vmlinuz-amd64'.padRight(33) + '20 B  sent')
assertThat(recap.findAll { it.startsWith('    - ') }).as('each file once').hasSize(8)

def report = ReportSchema.read(story.file('target/captain/publish.json'))
assertThat(report.path('formatVersion').asInt()).isEqualTo(1)
assertThat(report.path('repository').asText()).isEqualTo(images.reference())
assertThat(report.path('images')*.path('target')*.asText()).containsExactly('amd64', 'arm64', 'both')
assertThat(report.path('images')*.path('reference')*.asText()).containsExactly(
    *['v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0'].collect { images.reference() + ':' + it })
report.path('images').each { image ->
  // each digest and each size is that of the bytes in the registry
  def are = { part, bytes ->
    assertThat(part.path('digest').asText()).isEqualTo(digest(bytes))
    assertThat(part.path('size').asLong()).isEqualTo(bytes.length)
    assertThat(part.path('state').asText()).isEqualTo('uploaded')
  }
  def index = images.manifest(image.path('tag').asText())
  are(image, images.manifestBytes(image.path('tag').asText()))
  assertThat(image.path('tagState').asText()).isEqualTo('new')
  assertThat(image.path('platforms')*.path('platform')*.asText()).containsExactly('linux/amd64', 'linux/arm64')
  assertThat(image.path('platforms')*.path('digest')).isEqualTo(index.path('manifests')*.path('digest'))
  image.path('platforms').each {
    are(it, images.manifestBytes(it.path('digest').asText()))
    are(it.path('config'), images.blob(it.path('config').path('digest').asText()))
    assertThat(images.manifest(it.path('digest').asText()).path('config').path('digest'))
        .isEqualTo(it.path('config').path('digest'))
  }
  image.path('artifacts').each {
    are(it.path('layer'), images.blob(it.path('layer').path('digest').asText()))
    def file = Files.readAllBytes(unpacked.resolve(it.path('name').asText()))
    assertThat('sha256:' + it.path('sha256').asText()).isEqualTo(digest(file))
    assertThat(it.path('size').asLong()).isEqualTo(file.length)
    assertThat(it.path('diffId')).isEqualTo(it.path('layer').path('digest'))
  }
}
// 8 layers and 6 configs, 6 manifests and 3 indexes
assertThat(report.path('totals').path('uploaded').path('count').asInt()).isEqualTo(8 + 6 + 6 + 3)
assertThat(recap).anyMatch { it ==~ /  Sent:      .* of .*publish.json has all digests\)/ }
true
