import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
assertThat(story.images().exists()).isFalse()
story.prints('Publish planned, nothing was sent (dry run)', story.images().reference() + ':v1.0.0-amd64', ' missing')
def report = new JsonSlurper().parse(story.file('target/captain/publish.json'))
assertThat(report.dryRun).isEqualTo(true)
assertThat(report.images*.digest).hasSize(3)
true
