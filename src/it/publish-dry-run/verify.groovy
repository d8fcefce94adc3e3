import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
assertThat(story.images().exists()).isFalse()
assertThat(story.images().requests()).isNotEmpty().allMatch { it.startsWith('GET ') || it.startsWith('HEAD ') }
story.prints('Publish planned, nothing was sent (dry run)', 'Images: ' + story.images().reference() + ' ', ' v1.0.0-amd64 sha256:',
    ' new', ' would send', 'To send: ', 'publish.json has all digests')

def remote = '-Dcaptain.registry=' + registry
def writes = { story.images().requests().findAll { !(it.startsWith('GET ') || it.startsWith('HEAD ')) } }
def json = story.file('target/captain/publish.json')
// in no git repository, like the invoker's
def maven = new Maven(localRepositoryPath, projectVersion).with('GIT_CEILING_DIRECTORIES', basedir.parent)
def publish = { String... arguments ->
  def result = maven.run(basedir.toPath(), 'captain:publish', arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  result.output()
}
def states = { report ->
  [tags: report.path('images')*.path('tagState')*.asText(),
   replaced: report.path('images')*.path('replacedDigest')*.asText(null),
   digests: report.path('images')*.path('digest')*.asText(),
   layers: report.path('images').collect { image ->
     image.path('artifacts').collectEntries { [it.path('name').asText(), it.path('layer').path('state').asText()] }
   },
   configs: report.path('images').collect { it.path('platforms')*.path('config')*.path('state')*.asText() }]
}
// whether the publish after a dry run matches it
def check = { String... what ->
  def plan = ReportSchema.read(json)
  publish(remote, *what, '-Dcaptain.dryRun=false')
  def done = ReportSchema.read(json)
  assertThat(plan.path('dryRun').asBoolean()).isTrue()
  assertThat(done.path('dryRun').asBoolean()).isFalse()
  assertThat(plan.path('totals').path('planned')).isEqualTo(done.path('totals').path('uploaded'))
  assertThat(plan.path('totals').path('present')).isEqualTo(done.path('totals').path('present'))
  def said = states(plan)
  assertThat(said.toString().replace('planned', 'uploaded')).isEqualTo(states(done).toString())
  said
}
// the first dry run was the invoker's; DryRunTest does the same with a layout
def first = check()
assertThat(first.tags).containsOnly('new')
assertThat(first.layers*.values().flatten()).containsOnly('planned')

// without checksums, three images of files that are present: only their configs are new
def before = writes()
assertThat(publish(remote, '-Dcaptain.checksums=false', '-Dcaptain.dryRun=true')).contains('  would replace sha256:', '  present')
assertThat(writes()).isEqualTo(before)
def second = check('-Dcaptain.checksums=false')
assertThat(second.tags).containsOnly('moved')
assertThat(second.replaced).isEqualTo(first.digests)
assertThat(second.layers*.values().flatten()).hasSize(12).containsOnly('present')
assertThat(second.configs.flatten()).containsOnly('planned')
true
