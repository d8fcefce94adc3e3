import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.image.Sha256
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
['server', 'edge'].each { system ->
  def images = new RemoteView(registry, registryHome, "it/managed-targets/$system")
  assertThat(images.tags().findAll { !it.startsWith('sha256-') }).containsExactly('v1.0.0', 'v1.0.0-amd64')
  ['v1.0.0', 'v1.0.0-amd64'].each {
    def digest = Sha256.of(images.manifestBytes(it)).toString()
    def attestation = images.manifest(digest.replace(':', '-') + '.att').at('/layers/0')
    assertThat(attestation.at('/annotations/predicateType').asText()).isEqualTo('https://spdx.dev/Document')
    def envelope = new ObjectMapper().readTree(images.blob(attestation.path('digest').asText()))
    assertThat(new String(envelope.path('payload').binaryValue(), 'UTF-8')).contains("\"name\": \"$system\"")
  }
  def manifest = images.manifest(images.manifest('v1.0.0-amd64').path('manifests').get(0).path('digest').asText())
  def layer = new String(images.blob(manifest.path('layers').get(0).path('digest').asText()))
  assertThat(layer).startsWith('os-amd64.iso').contains("the ISO of $system")
}
// the parent and the manual do not list the plugin
assertThat(story.log().split(':publish \\(publish\\) @ ')).hasSize(3)
true
