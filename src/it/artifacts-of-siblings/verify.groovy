import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def layers = { String layout, String tag ->
  def images = new LayoutView(story.file("$layout/it/os/artifacts"))
  def json = { new JsonSlurper().parse(it) }
  def index = json(images.manifestBytes(tag))
  json(images.manifestBytes(index.manifests[0].digest)).layers
}
def published = layers('layouts', 'v1.0.0-arm64')
assertThat(published.collect { it.annotations['org.opencontainers.image.title'] }).containsExactly(
    'siblings-os-1-arm64.img.tar', 'siblings-os-1.jar.tar', 'sha256sums-arm64.txt.tar')
assertThat(story.file('pulled/siblings-os-1-arm64.img')).hasContent('the kernel for arm64')
// the other module was built first, also in a build that ends with package
story.runs().take(2).each {
  assertThat(it.lastIndexOf(' @ siblings-os ')).isBetween(0, it.indexOf(' @ siblings-images '))
}
assertThat(layers('again', 'v1.0.1-arm64').digest[0]).isEqualTo(published.digest[0])
true
