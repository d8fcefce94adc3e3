import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.RemoteView
import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
['server', 'edge'].each { system ->
  def images = new RemoteView(registry, registryHome, "it/managed-targets/$system")
  assertThat(images.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64')
  def manifest = images.manifest(images.manifest('v1.0.0-amd64').path('manifests').get(0).path('digest').asText())
  def layer = new String(images.blob(manifest.path('layers').get(0).path('digest').asText()))
  assertThat(layer).startsWith('os-amd64.iso').contains("the ISO of $system")
}
// the parent and the manual do not list the plugin
assertThat(story.log().split(':publish \\(publish\\) @ ')).hasSize(3)
true
