import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def manifest = images.manifest(images.manifest('v1.0.0-arm64').path('manifests').get(0).path('digest').asText())
def layers = manifest.path('layers').collect { new String(images.blob(it.path('digest').asText())) }
assertThat(layers).hasSize(3)
assertThat(layers[0]).startsWith('vmlinuz-arm64').contains('the kernel for arm64')
assertThat(layers[1]).startsWith('initramfs-arm64.cpio.zst').contains('the initramfs for arm64')
// it was built after both
def log = story.log()
['kernel', 'initramfs'].each {
  assertThat(log.lastIndexOf(" @ $it ")).isBetween(0, log.indexOf(' @ images '))
}
true
