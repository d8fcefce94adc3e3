import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)

story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
def log = story.log()
assertThat(log).contains('v1.0.0-final ')
assertThat(log.indexOf('Publish complete')).isLessThan(log.indexOf('Tag complete'))
assertThat(log.indexOf('Tag complete')).isLessThan(log.indexOf('Pull complete'))
true
