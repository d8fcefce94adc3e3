import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)

def empty = Files.createDirectories(story.file('empty'))
def maven = new Maven(localRepositoryPath)
def where = ['-Dcaptain.registry=' + registry, '-Dcaptain.repository=it/pull-without-pom']
def pull = maven.run(empty, 'pull', *where, '-Dcaptain.tag=v1.0.0', '-Dcaptain.pullOutput=out')
assertThat(pull.succeeded()).as(pull.output()).isTrue()
story.holds(empty.resolve('out'), ['amd64', 'arm64'])
assertThat(ReportSchema.read(empty.resolve('target/captain/pull.json')).path('directory').asText())
    .isEqualTo(empty.resolve('out').toString())
// the output directory need not be set
def byDefault = maven.run(empty, 'pull', *where, '-Dcaptain.tag=v1.0.0', '-Dcaptain.pullOutput=')
assertThat(byDefault.succeeded()).as(byDefault.output()).isTrue()
story.holds(empty.resolve('target/captain/pull'), ['amd64', 'arm64'])

def tag = maven.run(empty, 'tag-all', *where, '-Dcaptain.tag=v1.0.0', '-Dcaptain.newTag=v1.0')
assertThat(tag.succeeded()).as(tag.output()).isTrue()
assertThat(story.images().tags()).contains('v1.0', 'v1.0-amd64', 'v1.0-arm64')
ReportSchema.read(empty.resolve('target/captain/tag.json'))
// the names of the two default targets need not be set
def one = maven.run(empty, 'tag-all', *where, '-Dcaptain.tag=v1.0.0', '-Dcaptain.newTag=v1.1', '-Dcaptain.targets=arm64')
assertThat(one.succeeded()).as(one.output()).isTrue()
assertThat(story.images().tags()).contains('v1.1', 'v1.1-arm64').doesNotContain('v1.1-amd64')
assertThat(empty.toFile().list()).containsExactlyInAnyOrder('out', 'target')

// there is no git repository for the default tag
def without = maven.run(empty, 'pull', *where)
assertThat(without.succeeded()).isFalse()
assertThat(without.output()).contains('Set captain.tag').doesNotContain('\tat ')
true
