import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
assertThat(runs).hasSize(3)
assertThat(runs[0]).contains('BUILD SUCCESS').doesNotContain('--- captain')
assertThat(runs[1]).contains(' v1.0.0-arm64 sha256:').doesNotContain('v1.0.0-amd64')
// the parent and the manual have no targets
assertThat(runs[2].split('Nothing to publish: this module has no <targets>.')).hasSize(3)
assertThat(story.images().tags()).containsExactly('v1.0.0-arm64', 'v1.1.0', 'v1.1.0-amd64', 'v1.1.0-arm64')
true
