import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def here = new JsonSlurper().parse(story.file('target/captain/publish.json'))
def elsewhere = new JsonSlurper().parse(story.file('elsewhere/captain/publish.json'))
assertThat(elsewhere.images*.digest).hasSize(3).isEqualTo(here.images*.digest)
assertThat(elsewhere.images*.reference).doesNotContainAnyElementsOf(here.images*.reference)
true
