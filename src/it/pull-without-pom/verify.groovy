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
['openssl.pem', 'openssl.pub'].each { Files.write(story.file(it), TestKeys.file(it)) }
def key = ['-Dcaptain.signKey=' + story.file('openssl.pem'), '-Dcaptain.signUnverified=true', '-Dcaptain.publicKey=' + story.file('openssl.pub')]
// signs what the registry names
def signed = run(['pull', 'sign', 'verify', 'copy'], '-Dcaptain.pullOutput=out', '-Dcaptain.toRegistry=oci:medium', *key)
assertThat(signed).doesNotContain('WARNING')
// and the pulled checksums
['amd64', 'arm64'].each { Files.delete(empty.resolve("out/sha256sums-${it}.txt.sigstore.json")) }
story.holds(empty.resolve('out'), ['amd64', 'arm64'])
assertThat(ReportSchema.read(empty.resolve('target/captain/pull.json')).path('directory').asText())
    .isEqualTo(empty.resolve('out').toString())
assertThat(ReportSchema.read(empty.resolve('target/captain/copy.json')).path('source').asText()).isEqualTo(story.images().reference())
story.prints('captain.signUnverified has no effect', 'a directory without a POM')

// the output directory need not be set, and neither need the names of the two default targets
run(['pull', 'tag-all'], '-Dcaptain.pullOutput=', '-Dcaptain.newTag=v1.1', '-Dcaptain.targets=arm64')
story.holds(empty.resolve('target/captain/pull'), ['amd64', 'arm64'])
assertThat(story.images().tags()).contains('v1.1', 'v1.1-arm64').doesNotContain('v1.1-amd64')
ReportSchema.read(empty.resolve('target/captain/tag.json'))
assertThat(empty.toFile().list()).containsExactlyInAnyOrder('out', 'target', 'medium')
true
