import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
def goals = { String run -> (run =~ /(Publish|Tag|Pull) complete/).collect { it[1] } }
assertThat(goals(runs[0])).isEqualTo(['Publish', 'Tag', 'Pull'] * 2 + ['Publish', 'Tag'] * 2)
['of-registry', 'of-layout'].each { story.holds(story.file("target/$it"), ['amd64', 'arm64']) }

def images = story.images()
def suffixes = ['', '-amd64', '-arm64', '-metal', '-metal-amd64', '-metal-arm64', '-raspberry-pi', '-raspberry-pi-arm64']
assertThat(images.tags()).containsExactlyInAnyOrderElementsOf(
    ['v1', 'v1.0.0'].collectMany { tag -> suffixes.collect { tag + it } })
suffixes.each {
  assertThat(images.manifestBytes('v1' + it)).isEqualTo(images.manifestBytes('v1.0.0' + it))
  assertThat(images.manifest('v1' + it).at('/annotations').path('org.opencontainers.image.version').asText())
      .isEqualTo('v1.0.0' + it)
}
// in a layout, the same
def layout = new LayoutView(story.file('target/images/it/release/artifacts'))
assertThat(layout.tags()).containsExactlyInAnyOrderElementsOf(images.tags().findAll { !(it =~ 'metal|pi') })
layout.tags().each { assertThat(layout.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }

def layers = { tag ->
  images.manifest(images.manifest(tag).at('/manifests/0/digest').asText()).path('layers')
      .collectEntries { [it.path('annotations').path('org.opencontainers.image.title').asText() - '.tar', it.path('digest').asText()] }
}
def metal = layers('v1.0.0-metal-arm64')
def pi = layers('v1.0.0-raspberry-pi-arm64')
assertThat(metal.keySet()).containsExactly('vmlinuz-arm64', 'initramfs-arm64.cpio.zst', 'captainos-arm64.iso', 'sha256sums-metal-arm64.txt')
assertThat(pi.keySet()).containsExactly('vmlinuz-arm64', 'sha256sums-raspberry-pi-arm64.txt')
assertThat(layers('v1.0.0-raspberry-pi')).isEqualTo(pi)
// a file that several flavors have is stored, and was sent, once
assertThat(pi['vmlinuz-arm64']).isEqualTo(metal['vmlinuz-arm64']).isEqualTo(layers('v1.0.0')['vmlinuz-arm64'])
assertThat(runs[0]).doesNotContain('WARN')
    .contains('Flavor: raspberry-pi v1.0.0-raspberry-pi-arm64 → v1-raspberry-pi-arm64 sha256:')
assertThat(runs[0].substring(0, runs[0].indexOf('metal'))).contains('Publish complete', 'Tag complete').doesNotContain('Flavor:')
assertThat(runs[1]).contains('Publish planned, nothing was sent (dry run)', ' v1-metal-amd64 sha256:', 'Flavor: metal Platforms: ')

// a report of each, and the last one's
def flavor = { ReportSchema.read(story.file("target/captain/${it}.json")).path('flavor').asText(null) }
assertThat(['publish-metal', 'publish-raspberry-pi', 'publish', 'tag-metal', 'tag-raspberry-pi', 'tag'].collect(flavor))
    .containsExactly('metal', 'raspberry-pi', 'metal', 'metal', 'raspberry-pi', 'raspberry-pi')
def pull = ReportSchema.read(story.file('target/captain/pull-raspberry-pi.json'))
assertThat(pull.path('reference').asText()).isEqualTo(images.reference() + ':v1-raspberry-pi')
['captain/pull', 'of-arm64'].each {
  def pulled = story.file('target/' + it)
  assertThat(pulled.toFile().list()).containsExactlyInAnyOrder('vmlinuz-arm64', 'sha256sums-raspberry-pi-arm64.txt')
  assertThat(pulled.resolve('vmlinuz-arm64')).hasContent('the kernel for arm64')
  assertThat(pulled.resolve('sha256sums-raspberry-pi-arm64.txt'))
      .hasSameBinaryContentAs(story.file('target/captain/sha256sums-raspberry-pi-arm64.txt'))
}
true
