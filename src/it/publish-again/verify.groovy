import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def (first, elsewhere, last) = story.runs()

// the second publish sends nothing, and moves no tag; the other images have the same files, whose layers are there
def path = '/v2/it/publish-again/artifacts/'
def requests = images.requests()
def puts = { what -> requests.findAll { it.startsWith('PUT ' + path + what) } }
assertThat(puts('blobs/')).as('layers and configs, and the configs of the other images').hasSize(8 + 6 + 6)
assertThat(puts('manifests/sha256:')).hasSize(6 + 6)
assertThat(puts('manifests/v')).hasSize(3 + 3)
assertThat(first).contains(' sent').doesNotContain(' present')

assertThat(images.manifest(images.manifest('v1.0.0').path('manifests').get(0).path('digest').asText())
    .path('layers')).as('the images without checksums').hasSize(6)
assertThat(last).containsPattern(' replaces sha256:[0-9a-f]{64}')

// and those that may not replace them
story.failsWith('Tags refer to other images already, so none was moved.', 'captain.overwrite', images.reference() + ':v1.0.0-amd64',
    images.reference() + ':v1.0.0 ')
assertThat(requests.drop(requests.lastIndexOf('PUT ' + path + 'manifests/v1.0.0') + 1)).isNotEmpty().allMatch { it.startsWith('GET ') }
// the failed run leaves no report of an earlier run
assertThat(story.file('target/captain/publish.json')).doesNotExist()

// the layout has the same images, what it had before, and nothing else
def layout = story.file('elsewhere/images/it/publish-again/artifacts')
def index = new JsonSlurper().parse(layout.resolve('index.json'))
def tag = { it.annotations['org.opencontainers.image.ref.name'] }
assertThat(index.manifests.collect(tag)).containsExactly('somebody-elses', 'v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0')
assertThat(images.manifests()).containsAll(index.manifests.drop(1)*.digest)
assertThat(index.manifests[0]['x-foreign']).isEqualTo(true)
assertThat(index.annotations).isEqualTo([a: 'b'])
// 8 layers, 6 configs, 6 manifests, 3 indexes, each with its digest as its name
def stored = Files.list(layout.resolve('blobs/sha256')).withCloseable { it.toList() }
assertThat(stored).hasSize(23)
assertThat(stored.collect { MessageDigest.getInstance('SHA-256').digest(Files.readAllBytes(it)).encodeHex().toString() })
    .isEqualTo(stored.collect { it.fileName.toString() })
def files = Files.list(layout).withCloseable { list -> list.collect { it.fileName.toString() } }
assertThat(files).containsExactlyInAnyOrder('oci-layout', 'index.json', 'blobs')
assertThat(elsewhere).contains(' new', ' present')
true
