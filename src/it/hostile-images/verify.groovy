import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWith(":hidden-parent: fetching sha256:", "the entry 'a/../../evil' is outside of the directory", 'No file was written')
assertThat(story.file('through-maven')).doesNotExist()

// the title of a layer may contain control characters, which must not reach the terminal
def log = story.text('build.log')
assertThat(log).contains('Fetching evil\\u202egpj.\\u009b2J\\u2028xxx')
assertThat(log).doesNotContain('\u202e', '\u009b', '\u2028', 'x' * 1000)
assertThat(story.file('titled/file')).hasContent('x')

assertThat(new File('/tmp/evil')).doesNotExist()
assertThat(story.file('evil')).doesNotExist()
true
