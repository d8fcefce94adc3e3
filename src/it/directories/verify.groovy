import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.image.Firmware
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def sums = story.file('target/captain/sha256sums-arm64.txt')
def tree = Firmware.tree(story.file('out'), sums, story.file('target/expected'))

// anyone can compute the digest of the layer
def remote = story.images()
def entry = remote.manifest('v1.0.0').path('manifests').path(0)
def layers = remote.manifest(entry.path('digest').asText()).path('layers')
def gnuTar = 'tar --format=ustar --sort=name --hard-dereference --mtime=@0 --owner=0 --group=0' +
    " --numeric-owner --mode='a-xs,u=rwX,go=rX' -cf - firmware-rpi | sha256sum"
def digest = Command.run(tree, 'sh', '-c', gnuTar).substring(0, 64)
assertThat(layers.path(2).path('digest').asText()).isEqualTo('sha256:' + digest)
assertThat(layers.path(2).path('annotations').path('org.opencontainers.image.title').asText()).isEqualTo('firmware-rpi.tar')

// the checksums are those of all files
def lines = Files.readAllLines(sums)
assertThat(lines*.substring(66)).contains('vmlinuz-aarch64', 'dtb-aarch64/vendor-3/board-39.dtb', 'firmware-rpi/overlays/with blank.dtbo')
assertThat(lines).hasSize(1 + 42 + 3)
Command.run(tree, 'sha256sum', '--check', '--strict', '--quiet', sums.toString())

// the same tree is pulled, from plain and from compressed layers, and again, when nothing is fetched
['target/captain/pull', 'target/unpacked'].each { Firmware.assertSame(tree, story.file(it)) }
def runs = story.runs()
assertThat(runs[0]).contains('firmware-rpi/', '3 files, 4 links', '42 files, 1 link', 'Pull complete', 'Files: firmware-rpi')
assertThat(runs[1]).contains('Sent: 0 B of ', 'Fetched: 0 B of ')

// without links, a boot server finds files in their places
def copied = story.file('target/copied/firmware-rpi')
assertThat(Files.isSymbolicLink(copied.resolve('kernel_2712.img'))).isFalse()
assertThat(copied.resolve('kernel_2712.img')).hasContent('the kernel')
assertThat(copied.resolve('vendor/board-2.dtb')).hasContent('device tree 2')

// of the rest, only what the links of that directory need
assertThat(story.file('target/copied').toFile().list()).containsExactlyInAnyOrder('dtb-aarch64', 'firmware-rpi', 'vmlinuz-aarch64')
assertThat(story.file('target/copied/dtb-aarch64').toFile().list()).containsExactlyInAnyOrder('vendor-1', 'vendor-2')

def layout = new LayoutView(story.file('images/it/directories/artifacts'))
def json = { reference -> new ObjectMapper().readTree(layout.manifestBytes(reference)) }
def packed = json(json('v1.0.0').path('manifests').path(0).path('digest').asText())
assertThat(packed.path('layers').path(2).path('mediaType').asText()).endsWith('tar+zstd')
assertThat(remote.tags()).contains('v1', 'v1-arm64')
def published = ReportSchema.read(story.file('target/captain/publish.json'))
assertThat(published.at('/images/0/artifacts/2/entries/0/path').asText()).isEqualTo('firmware-rpi')
true
