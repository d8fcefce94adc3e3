import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def warnings = story.text('build.log').readLines().findAll { it.startsWith('[WARNING]') && it.contains('captain.') }
// properties once in a build, and the platform once in each goal
assertThat(warnings).containsExactly(
    '[WARNING] -Dcaptain.unrelated is not a parameter. It has no effect.',
    *['[WARNING] captain.platforms has linux/amd46, which is not a known platform. Did you mean linux/amd64?'] * 2)
assertThat(story.images().tags()).hasSize(3)

story.failsWith(
    '-Dcaptain.platfroms is not a parameter. Did you mean -Dcaptain.platforms? ' +
    '-Dcaptain.verifyKey is not a parameter. Did you mean -Dcaptain.publicKey? Without it, nothing would be signed or verified. ' +
    'Correct or remove it; if it is a property of your own, define it in the POM.')
assertThat(story.log()).doesNotContain('secret', 'captain.pub ')
assertThat(new RemoteView(registry, registryHome, 'it/misspelt-properties/misspelt').exists()).isFalse()
true
