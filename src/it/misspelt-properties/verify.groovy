import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def warnings = story.text('build.log').readLines().findAll { it.startsWith('[WARNING]') && it.contains('captain.') }
// properties once in a build, and the platform once in each goal
assertThat(warnings).containsExactly(
    '[WARNING] -Dcaptain.dryrun is not a parameter. Did you mean -Dcaptain.dryRun?',
    '[WARNING] -Dcaptain.platfroms is not a parameter. Did you mean -Dcaptain.platforms?',
    *['[WARNING] captain.platforms has linux/amd46, which is not a known platform. Did you mean linux/amd64?'] * 2)
assertThat(story.images().tags()).hasSize(3)
true
