import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)

def empty = Files.createDirectories(story.file('empty'))
def maven = new Maven(localRepositoryPath)
def where = ['-Dcaptain.registry=' + registry, '-Dcaptain.repository=it/pull-without-pom']
def run = { String... arguments ->
  def plugin = "io.github.captainos:captain-maven-plugin:$projectVersion:"
  def result = maven.build(empty, plugin + 'pull', plugin + 'tag-all', *where, '-Dcaptain.tag=v1.0.0', *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
}
run('-Dcaptain.pullOutput=out', '-Dcaptain.newTag=v1.0')
story.holds(empty.resolve('out'), ['amd64', 'arm64'])
assertThat(ReportSchema.read(empty.resolve('target/captain/pull.json')).path('directory').asText())
    .isEqualTo(empty.resolve('out').toString())
assertThat(story.images().tags()).contains('v1.0', 'v1.0-amd64', 'v1.0-arm64')
ReportSchema.read(empty.resolve('target/captain/tag.json'))

// the output directory need not be set, and neither need the names of the two default targets
run('-Dcaptain.pullOutput=', '-Dcaptain.newTag=v1.1', '-Dcaptain.targets=arm64')
story.holds(empty.resolve('target/captain/pull'), ['amd64', 'arm64'])
assertThat(story.images().tags()).contains('v1.1', 'v1.1-arm64').doesNotContain('v1.1-amd64')
assertThat(empty.toFile().list()).containsExactlyInAnyOrder('out', 'target')

// there is no git repository for the default tag
def without = maven.run(empty, 'pull', *where)
assertThat(without.succeeded()).isFalse()
assertThat(without.output()).contains('Set captain.tag').doesNotContain('\tat ')
true
