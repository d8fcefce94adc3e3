import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def proxy = context.get('proxy')
proxy.close()
assertThat(proxy.injected()).isEqualTo(1)
def story = new Story(basedir, registry, registryHome)
story.failsWith('captainos-amd64.iso changed while it was being published', 'No tag has moved')
assertThat(story.images().tags()).isEmpty()
true
