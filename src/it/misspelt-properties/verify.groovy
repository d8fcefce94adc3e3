import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
def warnings = story.text('build.log').readLines().findAll { it.startsWith('[WARNING]') && it.contains('captain.') }
// the properties once in a build, and the platform once in each of its goals
assertThat(warnings).containsExactly(
    '[WARNING] -Dcaptain.dryrun sets no parameter. Did you mean -Dcaptain.dryRun?',
    '[WARNING] -Dcaptain.platfroms sets no parameter. Did you mean -Dcaptain.platforms?',
    *['[WARNING] captain.platforms has linux/amd46, which no machine is known to be. Did you mean linux/amd64?'] * 2)
assertThat(story.images().tags()).hasSize(3)
true
