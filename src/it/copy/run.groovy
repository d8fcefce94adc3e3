import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Distribution
import io.github.captainos.testing.Maven
import io.github.captainos.testing.RemoteView
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def tags = ['v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0']
def maven = new Maven(localRepositoryPath)
def run = { String goal, String... arguments ->
  maven.run(basedir.toPath(), goal, '-Dcaptain.registry=' + registry, *arguments)
}
def copy = { String... arguments ->
  def result = run('copy', *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  ReportSchema.read(story.file('target/captain/copy.json'))
}
def states = { report, String what -> report.path('images')*.path(what).collect { it*.path('state')*.asText() }.flatten() as Set }

// promoted within the registry: every blob is mounted, no byte of it is read or sent
def promoted = new RemoteView(registry, registryHome, 'it/copy-promoted/artifacts')
def before = images.requests().size()
def plan = copy('-Dcaptain.toRepository=it/copy-promoted', '-Dcaptain.newTag=v1', '-Dcaptain.dryRun')
assertThat(states(plan, 'blobs')).containsExactly('planned')
assertThat(promoted.exists()).isFalse()
def report = copy('-Dcaptain.toRepository=it/copy-promoted', '-Dcaptain.newTag=v1')
assertThat(states(report, 'blobs')).containsExactly('mounted')
assertThat(promoted.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
tags.each { assertThat(promoted.manifestBytes(it.replace('v1.0.0', 'v1'))).isEqualTo(images.manifestBytes(it)) }
assertThat(images.requests().drop(before)).noneMatch { (it =~ /^(GET|PUT|POST|PATCH) .*\/blobs\//).find() }
def uploads = promoted.requests().findAll { it =~ /^(GET|PUT|POST|PATCH) .*\/blobs\// }
assertThat(uploads).hasSize(report.path('totals').path('mounted').path('count').asInt()).allMatch { it.startsWith('POST ') }
def puts = promoted.requests().findAll { it =~ /^PUT .*\/manifests\/v1(-|$)/ }
assertThat(puts).as('tags').hasSize(3)
assertThat(puts[2]).endsWith('/v1')

// nothing is sent the second time
def writes = { view -> view.requests().count { it =~ /^(PUT|POST|PATCH) / } }
before = writes(promoted)
assertThat(states(copy('-Dcaptain.toRepository=it/copy-promoted', '-Dcaptain.newTag=v1'), 'blobs')).containsExactly('present')
assertThat(writes(promoted)).isEqualTo(before)

// over the air gap: onto a medium, into the registry inside, and out of it
copy('-Dcaptain.toRegistry=oci:target/medium')
def inside = Distribution.start(story.file('target/inside'))
try {
  def carry = maven.run(basedir.toPath(), 'copy', '-Dcaptain.registry=oci:target/medium', '-Dcaptain.toRegistry=' + inside.address())
  assertThat(carry.succeeded()).as(carry.output()).isTrue()
  assertThat(carry.output()).contains('Copy complete').doesNotContain('WARNING')
  def within = new RemoteView(inside.address(), inside.home().toString(), 'it/copy/artifacts')
  assertThat(within.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
  tags.each { assertThat(within.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }
  assertThat(within.manifests()).as('nothing is left over').isEqualTo(images.manifests())
  def pull = maven.run(basedir.toPath(), 'pull', '-Dcaptain.registry=' + inside.address())
  assertThat(pull.succeeded()).as(pull.output()).isTrue()
  story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
} finally {
  inside.close()
}

// mistakes, found before the first write
def fails = { List<String> arguments, String... texts ->
  def result = run('copy', *arguments)
  assertThat(result.succeeded()).isFalse()
  assertThat(result.output().replaceAll(/\s+/, ' ')).contains(texts).doesNotContain('\tat ')
  assertThat(story.file('target/captain/copy.json')).doesNotExist()
}
before = writes(promoted)
fails([], 'The source and the destination of the copy are the same', 'captain.toRegistry', 'captain.newTag')
fails(['-Dcaptain.tag=v9', '-Dcaptain.toRepository=it/copy-promoted'], 'Images to be copied do not exist', ':v9-amd64', ':v9-arm64', ':v9 ')
def other = maven.build(basedir.toPath(), 'deploy', '-Dcaptain.registry=' + registry, '-Dcaptain.checksums=false', '-Dcaptain.tag=v2')
assertThat(other.succeeded()).as(other.output()).isTrue()
fails(['-Dcaptain.tag=v2', '-Dcaptain.toRepository=it/copy-promoted', '-Dcaptain.newTag=v1'],
    'Tags name other images at the destination already', 'captain.overwrite', ':v1-amd64 (sha256:')
fails(['-Dcaptain.toRegistry=oci:pom.xml'], 'pom.xml', 'Not a directory')
assertThat(writes(promoted)).isEqualTo(before)
assertThat(copy('-Dcaptain.tag=v2', '-Dcaptain.toRepository=it/copy-promoted', '-Dcaptain.newTag=v1', '-Dcaptain.overwrite')
    .path('images')*.path('tagState')*.asText()).containsOnly('moved')

// without a POM
def alone = Files.createDirectories(story.file('target/alone'))
def result = maven.run(alone, 'copy', '-Dcaptain.registry=' + registry, '-Dcaptain.repository=it/copy',
    '-Dcaptain.tag=v1.0.0', '-Dcaptain.toRegistry=oci:medium')
assertThat(result.succeeded()).as(result.output()).isTrue()
assertThat(ReportSchema.read(alone.resolve('target/captain/copy.json')).path('source').asText()).isEqualTo(registry + '/it/copy/artifacts')
true
