import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def manifest = { String layout, String reference ->
  new JsonSlurper().parse(new LayoutView(story.file(layout)).manifestBytes(reference))
}
def layers = { String layout, String tag ->
  manifest(layout, manifest(layout, tag).manifests[0].digest).layers
}
def published = layers('layouts/it/os/artifacts', 'v1.0.0-arm64')
assertThat(published.collect { it.annotations['org.opencontainers.image.title'] })
    .containsExactly('os-1-arm64.img.tar', 'os-1.jar.tar', 'vmlinuz-arm64.tar', 'sha256sums-arm64.txt.tar')
['os-1-arm64.img', 'vmlinuz-arm64'].each {
  assertThat(story.file("images/pulled/$it")).hasContent('the kernel for arm64')
}
// the other module was built first, also in a build that ends with package
story.runs().take(2).each {
  assertThat(it.lastIndexOf(' @ os ')).isBetween(0, it.indexOf(' @ images '))
}
assertThat(layers('again/it/os/artifacts', 'v1.0.1-arm64').digest[0]).isEqualTo(published.digest[0])

// both modules publish into this layout in parallel
assertThat(new LayoutView(story.file('layouts/it/os/shared')).tags())
    .containsExactlyInAnyOrder('one-os', 'one', 'two-os', 'two', 'v1.0.2-os', 'v1.0.2')
def source = { manifest('layouts/it/os/shared', it).annotations['org.opencontainers.image.source'] }
// Maven itself would append the module's name
assertThat(source('one')).isEqualTo('https://git.example.org/it/os')
// an empty one keeps the parent's away, and nothing is guessed from the name of the images
assertThat(source('two')).isNull()

// of two modules with the same tags, one publishes all of its images, and the other none
story.failsWith('Two modules of this build give different images the same tag, so those of the module ',
    'shared:v1.0.2-os (another image, sha256:', 'Set an <artifactName> of its own for each module')
assertThat(layers('layouts/it/os/shared', 'v1.0.2-os').digest)
    .isEqualTo(layers('layouts/it/os/shared', 'v1.0.2').digest)

// a goal uses the configuration of one module, which here has no targets
story.prints('Nothing to publish: this module has no <targets>.')
story.failsWith('on project neither: This module has no <targets>, so amd64 and arm64 would be tagged; but the module ',
    ' has the targets arm64', 'Run the goal in that module, with -pl :images')
true
