import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def images = story.images()
assertThat(images.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64', 'v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
// the release has the tagged images, not those published later under the old tag
def layers = { tag -> images.manifest(images.manifest(tag).path('manifests').get(0).path('digest').asText()).path('layers').size() }
assertThat(layers('v1')).isEqualTo(8)
assertThat(layers('v1.0.0')).isEqualTo(6)
def puts = images.requests().findAll { it.startsWith('PUT ') && it =~ /manifests\/v1(-|$)/ }
def path = '/v2/it/tag-all/artifacts/manifests/'
assertThat(puts).as('each once, the combined one last').endsWith('PUT ' + path + 'v1').containsExactlyInAnyOrder(
    'PUT ' + path + 'v1-amd64', 'PUT ' + path + 'v1-arm64', 'PUT ' + path + 'v1')
story.failsWith('Tags planned, none was moved (dry run)', 'v1.0.0-amd64 → v1-amd64 sha256:', ' new', 'Tag complete', ' present',
    'Tags refer to other images already, so none was moved.', 'captain.overwrite')
// TaggerTest has tags that are replaced
true
