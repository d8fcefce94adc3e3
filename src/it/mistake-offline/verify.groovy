import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def tags = ['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64']
assertThat(story.images().exists()).isFalse()
assertThat(Files.exists(story.file('target/captain/pull'))).isFalse()
def index = new JsonSlurper().parse(story.file('target/images/it/mistake-offline/artifacts/index.json'))
assertThat(index.manifests.collect { it.annotations['org.opencontainers.image.ref.name'] })
    .containsExactlyInAnyOrderElementsOf(tags)

story.failsWith()
def runs = story.runs()
assertThat(runs).hasSize(3)
[0, 1].each {
  assertThat(runs[it]).contains('BUILD FAILURE', "Maven is offline, and the registry '$registry' (from the POM",
      'is not a directory. Omit -o, or set captain.registry as in oci:target/images.')
}
true
