import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def digest = images.manifest('v1.0.0').path('manifests').path(0).path('digest').asText()
def manifest = images.manifest(digest)
def types = manifest.path('layers').collect { it.path('mediaType').asText() }
def layer = 'application/vnd.oci.image.layer.v1.tar'
assertThat(types).containsExactly(layer + '+zstd', layer + '+gzip', layer, layer)
def titles = manifest.path('layers').collect { it.path('annotations').path('org.opencontainers.image.title').asText() }
assertThat(titles).containsExactly('vmlinuz-amd64.tar.zst', 'initramfs-amd64.tar.gz', 'os-amd64.iso.tar',
    'sha256sums-amd64.txt.tar')
assertThat(manifest.path('layers').path(0).path('size').asLong()).isLessThan(10_000L)

// diff IDs are the digests of the archives, which tar can reproduce
def config = images.config(manifest.path('config').path('digest').asText())
def tar = ['sh', '-c', 'tar --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=0644 -cf -'
    + ' vmlinuz-amd64 | sha256sum'].execute(null, new File(basedir, 'src')).text
assertThat(config.path('rootfs').path('diff_ids').path(0).asText()).isEqualTo('sha256:' + tar.substring(0, 64))

['vmlinuz-amd64', 'initramfs-amd64', 'os-amd64.iso'].each {
  assertThat(Files.mismatch(story.file("src/$it"), story.file("target/captain/pull/$it"))).isEqualTo(-1L)
}
assertThat(images.requests().findAll { it.startsWith("PUT") && it.contains("/blobs/") }).hasSize(8)
def packed = []
story.file('target/captain/layers').toFile().eachFileRecurse { if (it.file) packed << it.name }
assertThat(packed).hasSize(2)
true
