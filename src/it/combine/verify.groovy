import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.WholeImages

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def whole = new LayoutView(story.file('whole/it/combine/artifacts'))
assertThat(WholeImages.check(images)).isEqualTo(WholeImages.check(whole)).hasSize(3)
assertThat(images.manifests()).hasSize(9)

// only manifests and configs were requested, and the tag moved last
def requests = images.requests()
def path = '/v2/it/combine/artifacts/'
// what this script itself reads comes later
def combining = requests.subList(requests.lastIndexOf('PUT ' + path + 'manifests/v1.0.0-arm64') + 1, requests.indexOf('PUT ' + path + 'manifests/v1.0.0') + 1)
def layers = [], configs = []
['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64'].each { tag ->
  images.manifest(tag).path('manifests').each {
    def manifest = images.manifest(it.path('digest').asText())
    layers.addAll(manifest.path('layers')*.path('digest')*.asText())
    configs.add(manifest.path('config').path('digest').asText())
  }
}
assertThat(layers.toSet()).hasSize(8)
layers.each { layer -> assertThat(combining).noneMatch { it.contains(layer) } }
assertThat(combining.findAll { it.startsWith('GET ' + path + 'blobs/') })
    .containsExactlyInAnyOrderElementsOf(configs.drop(2).collect { 'GET ' + path + 'blobs/' + it })
assertThat(combining.findAll { it.startsWith('POST ') }).as('uploads').hasSize(2)
assertThat(combining.findAll { it.startsWith('PUT ') && it.contains('/manifests/') }).hasSize(3)
assertThat(combining.last()).isEqualTo('PUT ' + path + 'manifests/v1.0.0')

assertThat(story.runs()[0]).contains('Combine complete Images: ' + images.reference() + ' Platforms: linux/amd64, linux/arm64 v1.0.0-amd64 sha256:',
    ' combined v1.0.0 sha256:', 'Artifacts: - vmlinuz-amd64 ')
def report = ReportSchema.read(story.file('target/captain/combine.json'))
assertThat(report.path('tagState').asText()).isEqualTo('present')
assertThat(report.at('/totals/uploaded/count').asInt()).isZero()
true
