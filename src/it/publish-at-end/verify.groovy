import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
[server: ['v2', 'v2-amd64', 'v2-final', 'v2-final-amd64'], edge: ['v2-metal', 'v2-metal-amd64']].each { name, tags ->
  def images = new RemoteView(registry, registryHome, "it/publish-at-end/$name")
  assertThat(images.tags()).containsExactlyElementsOf(tags)
  // failures occur before the first write
  assertThat(images.manifests()).hasSize(2 * 3)
}
def runs = story.runs()
assertThat(runs).hasSize(3)
def deferred = 'Deferred until the whole build has succeeded (captain.publishAtEnd).'

// a mistake is found when the module is built; a deferred image cannot be pulled
assertThat(runs[0]).contains("The target 'arm64' (from the POM",
    "$registry/it/publish-at-end/server:v1 is only published at the end of this build",
    'Not published, as the build has failed (captain.publishAtEnd): server (publish), server (tag-all).',
    'Build failures were ignored.').doesNotContain('Publish complete')
assertThat(runs[0].split(java.util.regex.Pattern.quote(deferred), -1)).hasSize(3)

// the parent and the checks have no targets
assertThat(runs[1].split('Nothing to publish: this module has no <targets>.')).hasSize(3)
assertThat(runs[1]).contains('Running the deferred goals: ', 'edge (publish, metal)', 'Skipped: captain.skip is true.')
assertThat(runs[1].split('Publish complete')).hasSize(3)
def order = ['The whole build has succeeded', 'Publish complete', 'Tag complete', 'Reactor Summary'].collect { runs[1].indexOf(it) }
assertThat(order).isSorted().doesNotContain(-1)

// publishing itself fails, at the end
assertThat(runs[2].split(java.util.regex.Pattern.quote(deferred), -1)).hasSize(3)
assertThat(runs[2].split(':publish \\(default-cli\\) @ ')).hasSize(5)
assertThat(runs[2]).doesNotContain(':publish (publish) @ ')
    .contains('BUILD FAILURE', ':publish (default-cli) on project server: Tags refer to other images',
        'Not published, as server (publish) has failed: edge (publish, metal).')
    .containsPattern('server \\.+ FAILURE')
story.failsWith('BUILD FAILURE')
true
