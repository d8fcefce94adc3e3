import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def head = story.text('head')
def tag = 'v1.2.0-' + head.take(7)
assertThat(story.images().tags()).containsExactly(tag, tag + '-amd64', tag + '-arm64')
assertThat(story.images().manifest(tag).path('annotations').path('org.opencontainers.image.revision').asText())
    .isEqualTo(head)
// untracked files, such as the POM, do not count
assertThat(story.text('build.log')).containsOnlyOnce('[WARNING] The images refer to commit '
    + head.take(7) + ', but 1 tracked file differs from it: os.cfg.')
true
