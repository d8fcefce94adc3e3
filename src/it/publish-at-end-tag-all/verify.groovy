import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
assertThat(runs).hasSize(4)
assertThat(runs[0]).contains('Not published, as the build has failed',
    "${story.images().reference()}:v1.0.0 is only published at the end of this build")
assertThat(runs[1]).contains('Not published, as the build has failed', "The tag 'v/1'")
assertThat(runs[2].split('Deferred until')).hasSize(3)
assertThat(runs[2].indexOf('Publish complete')).isBetween(0, runs[2].indexOf('Tag complete'))
assertThat(runs[3]).contains('Skipped: captain.skip is true.').doesNotContain('Deferred until')
assertThat(story.images().tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64',
    'v1.0.0-final', 'v1.0.0-final-amd64', 'v1.0.0-final-arm64')
story.failsWith('BUILD FAILURE')
true
