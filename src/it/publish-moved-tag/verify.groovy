import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def images = story.images()
assertThat(images.manifest(images.manifest('v1.0.0').path('manifests').get(0).path('digest').asText())
    .path('layers')).as('the images without checksums').hasSize(6)
assertThat(story.text('build.log')).containsPattern('  replaces sha256:[0-9a-f]{64}')
story.failsWith('Tags refer to other images already, so none was moved.', 'captain.overwrite', images.reference() + ':v1.0.0-amd64',
    images.reference() + ':v1.0.0 ')
def requests = images.requests()
def last = 'PUT /v2/it/publish-moved-tag/artifacts/manifests/v1.0.0'
assertThat(requests.drop(requests.lastIndexOf(last) + 1)).isNotEmpty().allMatch { it.startsWith('GET ') }
// the failed run leaves no report of an earlier run
assertThat(story.file('target/captain/publish.json')).doesNotExist()
true
