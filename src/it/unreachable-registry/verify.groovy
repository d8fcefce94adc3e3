import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWith('127.0.0.1:1/it/unreachable-registry/artifacts:v1.0.0-amd64',
    'looking up the tag failed', 'no connection to 127.0.0.1:1', 'No tag has moved')
// nobody begins to listen on this machine because one waits
assertThat(story.text('build.log')).doesNotContain('trying again').doesNotContain('tried ')
true
