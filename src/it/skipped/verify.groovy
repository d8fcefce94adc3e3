import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.prints('Skipped: captain.skip is true.')
assertThat(story.images().exists()).isFalse()
true
