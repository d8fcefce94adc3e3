import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
def images = story.images()
assertThat(images.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64', 'v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
// the release is what was tagged, not what was published under the old tag since then
def layers = { tag -> images.manifest(images.manifest(tag).path('manifests').get(0).path('digest').asText()).path('layers').size() }
assertThat(layers('v1')).isEqualTo(8)
assertThat(layers('v1.0.0')).isEqualTo(6)
def puts = images.requests().findAll { it.startsWith('PUT ') && it =~ /manifests\/v1(-|$)/ }
def path = '/v2/it/tag-all/artifacts/manifests/'
assertThat(puts).as('each once, the combined one last').containsExactly(
    'PUT ' + path + 'v1-amd64', 'PUT ' + path + 'v1-arm64', 'PUT ' + path + 'v1')
story.failsWith('Tags planned, none was moved (dry run)', 'Tag complete', 'v1.0.0-amd64 → v1-amd64 sha256:',
    'Images to be tagged are not there, so no tag was moved. Set captain.tag', ':v2-amd64', ':v2-arm64', ':v2 ',
    'Tags name other images already, so none was moved.', 'captain.overwrite',
    "The tag 'v/1' (from -Dcaptain.newTag) is no valid tag")
true
