import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
story.prints('Nothing to publish: this module has no <targets>.')
// a goal that is called by name uses the configuration of one module, which here has no targets
story.failsWith('This module has no <targets>, so amd64 and arm64 would be tagged; but the module one has the targets',
    '-pl :one')
['one', 'two'].each {
  def index = new JsonSlurper().parse(story.file("target/images/it/os/$it/index.json"))
  assertThat(index.manifests).hasSize(2)
}
def source = {
  def image = new LayoutView(story.file("target/images/it/os/$it")).manifestBytes(it)
  new JsonSlurper().parse(image).annotations['org.opencontainers.image.source']
}
// Maven itself would append the module's name
assertThat(source('one')).isEqualTo('https://git.example.org/it/os')
// an empty one keeps the parent's away, and nothing is guessed from the name of the images
assertThat(source('two')).isNull()
// both modules publish into this layout in parallel
def shared = new JsonSlurper().parse(story.file('target/images/it/os/shared/index.json'))
assertThat(shared.manifests.collect { it.annotations['org.opencontainers.image.ref.name'] })
    .containsExactlyInAnyOrder('one-os', 'one', 'two-os', 'two')
true
