import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def images = new Story(basedir, registry, registryHome).images()
assertThat(images.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
def reachable = images.tags().collectMany { tag ->
  images.manifest(tag).path('manifests').collect { it.path('digest').asText() }
}
assertThat(images.manifests()).hasSize(9).containsAll(reachable)
// a layer that was present was not sent again
def writes = images.requests().findAll { it.startsWith('PUT ') && it.contains('/blobs/') }
assertThat(writes).hasSize(8 + 6)
true
