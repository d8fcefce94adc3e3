import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWith(
    'it:later-os:1 is made by the module later-os, which this build has not finished',
    'Make it a <dependency> of this module')
assertThat(story.file('target/layouts')).doesNotExist()
true
