import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.TestKeys
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)

def empty = Files.createDirectories(story.file('empty'))
def maven = new Maven(localRepositoryPath, projectVersion)
def where = ['-Dcaptain.registry=' + registry, '-Dcaptain.repository=it/pull-without-pom']
def run = { List<String> goals, String... arguments ->
  def result = maven.run(empty, *goals.collect { 'captain:' + it }, *where, '-Dcaptain.tag=v1.0.0', *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  result.output()
}
run(['pull', 'tag-all'], '-Dcaptain.pullOutput=out', '-Dcaptain.newTag=v1.0')
story.holds(empty.resolve('out'), ['amd64', 'arm64'])
assertThat(ReportSchema.read(empty.resolve('target/captain/pull.json')).path('directory').asText())
    .isEqualTo(empty.resolve('out').toString())
assertThat(story.images().tags()).contains('v1.0', 'v1.0-amd64', 'v1.0-arm64')
ReportSchema.read(empty.resolve('target/captain/tag.json'))

// the output directory need not be set, and neither need the names of the two default targets
run(['pull', 'tag-all'], '-Dcaptain.pullOutput=', '-Dcaptain.newTag=v1.1', '-Dcaptain.targets=arm64')
story.holds(empty.resolve('target/captain/pull'), ['amd64', 'arm64'])
assertThat(story.images().tags()).contains('v1.1', 'v1.1-arm64').doesNotContain('v1.1-amd64')

// signs what the registry names; where the POM has <targets>, it signs the images of their files
['openssl.pem', 'openssl.pub'].each { Files.write(story.file(it), TestKeys.file(it)) }
def key = ['-Dcaptain.signKey=' + story.file('openssl.pem'), '-Dcaptain.signUnverified=true', '-Dcaptain.publicKey=' + story.file('openssl.pub')]
def signed = run(['sign', 'verify'], *key)
assertThat(signed).doesNotContain('WARNING')
def withFiles = maven.with('GIT_CEILING_DIRECTORIES', basedir.parent).run(basedir.toPath(), 'captain:sign', *where, '-Dcaptain.tag=v1.0.0', *key)
assertThat(withFiles.succeeded()).as(withFiles.output()).isTrue()
assertThat(withFiles.output()).contains('[WARNING] captain.signUnverified has no effect', 'a directory without a POM')

assertThat(empty.toFile().list()).containsExactlyInAnyOrder('out', 'target')

// there is no git repository for the default tag
def without = maven.with('GIT_CEILING_DIRECTORIES', basedir.toString()).run(empty, 'captain:pull', *where)
assertThat(without.succeeded()).isFalse()
assertThat(without.output()).contains('There is no git repository at ' + empty, 'Set captain.tag').doesNotContain('\tat ')
true
