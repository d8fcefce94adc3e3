import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
['server', 'edge'].each {
  def images = new RemoteView(registry, registryHome, "it/publish-at-end/$it")
  assertThat(images.tags()).containsExactly('v4', 'v4-amd64')
  // failures occur before the first write
  assertThat(images.manifests()).hasSize(2 * 3)
}
def runs = story.runs()
assertThat(runs).hasSize(5)
def deferred = 'Deferred until the whole build has succeeded (captain.publishAtEnd).'
[runs[0], runs[1]].each {
  assertThat(it).contains(deferred, 'the checks have failed',
      'Not published, as the build has failed (captain.publishAtEnd): server (publish), edge (publish).')
      .doesNotContain('Publish complete')
}
assertThat(runs[1]).contains('Build failures were ignored.')
assertThat(runs[2].split('Publish complete')).hasSize(3)
assertThat(runs[2].indexOf('Publish complete')).isBetween(runs[2].indexOf('The whole build has succeeded'),
    runs[2].indexOf('Reactor Summary'))
// publishing itself fails, at the end
assertThat(runs[3]).contains(deferred, 'BUILD FAILURE', ':publish (publish) on project server: Tags refer to other images',
    'Not published, as server (publish) has failed: edge (publish).').containsPattern('server \\.+ FAILURE')
// a mistake is found when the module is built
assertThat(runs[4]).contains('is not a target of this project', 'BUILD FAILURE').doesNotContain(deferred)
    .containsPattern('edge \\.+ SKIPPED')
story.failsWith('BUILD FAILURE')
true
