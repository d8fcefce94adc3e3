import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)
def layout = story.file('images/it/publish-layout/artifacts')
def index = new JsonSlurper().parse(layout.resolve('index.json'))
def tag = { it.annotations['org.opencontainers.image.ref.name'] }
assertThat(index.manifests.collect(tag))
    .containsExactly('somebody-elses', 'v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0')
assertThat(index.manifests[0]['x-foreign']).isEqualTo(true)
assertThat(index.annotations).isEqualTo([a: 'b'])
// 8 layers, 6 configs, 6 manifests, 3 indexes, each with its digest as its name
def blobs = Files.list(layout.resolve('blobs/sha256')).withCloseable { it.toList() }
assertThat(blobs).hasSize(23)
assertThat(blobs.collect { MessageDigest.getInstance('SHA-256').digest(Files.readAllBytes(it)).encodeHex().toString() })
    .isEqualTo(blobs.collect { it.fileName.toString() })
def files = Files.list(layout).withCloseable { list -> list.collect { it.fileName.toString() } }
assertThat(files).containsExactlyInAnyOrder('oci-layout', 'index.json', 'blobs')
assertThat(story.images().exists()).isFalse()
true
