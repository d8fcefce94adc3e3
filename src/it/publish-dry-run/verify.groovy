import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
assertThat(story.images().exists()).isFalse()
assertThat(story.images().requests()).isNotEmpty().allMatch { it.startsWith('GET ') || it.startsWith('HEAD ') }
story.prints('Publish planned, nothing was sent (dry run)', 'Images: ' + story.images().reference() + ' ', ' v1.0.0-amd64 sha256:',
    ' new', ' would send', 'To send: ', 'publish.json has all digests')

def plan = ReportSchema.read(story.file('target/captain/publish.json'))
assertThat(plan.path('dryRun').asBoolean()).isTrue()
assertThat(plan.path('images')*.path('tagState')*.asText()).containsOnly('new')
assertThat(plan.path('images')*.path('artifacts').collectMany { it*.path('layer')*.path('state')*.asText() }).containsOnly('planned')

// publishing the same files into another repository does what was planned; DryRunTest has other cases
def (done, planned) = story.text('build.log').split(/(?m)^.*--- .*captain/).drop(1).collect { goal ->
  goal.readLines()*.replace('would send', 'sent')*.replaceFirst('To send: ', 'Sent:    ').findAll { it.contains('  sent') || it.contains('  sha256:') || it.contains('Sent: ') }
}
assertThat(planned).hasSize(3 + 8 + 1).isEqualTo(done)
true
