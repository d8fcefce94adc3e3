import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
assertThat(story.images().exists()).isFalse()
assertThat(story.images().requests()).isNotEmpty().allMatch { it.startsWith('GET ') || it.startsWith('HEAD ') }
story.prints('Publish planned, nothing was sent (dry run)', 'Images: ' + story.images().reference() + ' ', ' v1.0.0-amd64 sha256:',
    ' new', ' would send', 'To send: ', 'publish.json has all digests')

def json = story.file('target/captain/publish.json')
def plan = ReportSchema.read(json)
assertThat(plan.path('dryRun').asBoolean()).isTrue()

// the publish after it does what was planned; DryRunTest has other cases
def maven = new Maven(localRepositoryPath, projectVersion).with('GIT_CEILING_DIRECTORIES', basedir.parent)
def result = maven.run(basedir.toPath(), 'captain:publish', '-Dcaptain.registry=' + registry, '-Dcaptain.dryRun=false')
assertThat(result.succeeded()).as(result.output()).isTrue()
def done = ReportSchema.read(json)
assertThat(done.path('dryRun').asBoolean()).isFalse()
assertThat(plan.path('totals').path('planned')).isEqualTo(done.path('totals').path('uploaded'))
assertThat(plan.path('totals').path('present')).isEqualTo(done.path('totals').path('present'))
def states = { report ->
  [tags: report.path('images')*.path('tagState')*.asText(),
   replaced: report.path('images')*.path('replacedDigest')*.asText(null),
   digests: report.path('images')*.path('digest')*.asText(),
   layers: report.path('images').collect { image ->
     image.path('artifacts').collectEntries { [it.path('name').asText(), it.path('layer').path('state').asText()] }
   },
   configs: report.path('images').collect { it.path('platforms')*.path('config')*.path('state')*.asText() }]
}
assertThat(states(plan).toString().replace('planned', 'uploaded')).isEqualTo(states(done).toString())
assertThat(states(plan).tags).containsOnly('new')
assertThat(states(plan).layers*.values().flatten()).containsOnly('planned')
true
