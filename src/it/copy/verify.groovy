import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def tags = ['v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0']
def maven = new Maven(localRepositoryPath, projectVersion)
def environment = maven.with('CAPTAIN_IT_REGISTRY', registry)
// runs goals or phases of the project one after the other, and returns what each goal printed
def build = { List<String> goals, String... arguments ->
  def result = environment.run(basedir.toPath(), goals[0], *goals.drop(1), *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  result.output().split(/(?m)^.*--- .*captain/).drop(1)
}
def report = { ReportSchema.read(story.file('target/captain/copy.json')) }

// promoted within the registry: every blob is mounted, no byte of it is read or sent; and what would be, is printed before
def promoted = new RemoteView(registry, registryHome, 'it/copy-promoted/artifacts')
def log = story.text('build.log').split(/(?m)^.*--- .*captain/).drop(1)
assertThat(log[1]).contains('planned').doesNotContain('mounted')
assertThat(new RemoteView(registry, registryHome, 'it/copy-planned/artifacts').exists()).isFalse()
assertThat(report().path('images')*.path('blobs').collectMany { it*.path('state')*.asText() } as Set).containsExactly('mounted')
assertThat(promoted.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
tags.each { assertThat(promoted.manifestBytes(it.replace('v1.0.0', 'v1'))).isEqualTo(images.manifestBytes(it)) }
def requests = images.requests()
assertThat(requests.drop(requests.lastIndexOf('PUT /v2/it/copy/artifacts/manifests/v1.0.0') + 1)).noneMatch { (it =~ /^(GET|PUT|POST|PATCH) .*\/blobs\//).find() }
def uploads = promoted.requests().findAll { it =~ /^(GET|PUT|POST|PATCH) .*\/blobs\// }
assertThat(uploads).hasSize(report().path('totals').path('mounted').path('count').asInt()).allMatch { it.startsWith('POST ') }
def puts = promoted.requests().findAll { it =~ /^PUT .*\/manifests\/v1(-|$)/ }
assertThat(puts).as('tags').hasSize(3)
assertThat(puts[2]).endsWith('/v1')

// nothing is sent the second time; and over the air gap: onto a medium, into the registry inside, and out of it
def writes = { view -> view.requests().count { it =~ /^(PUT|POST|PATCH) / } }
def before = writes(promoted)
def inside = Distribution.start(story.file('target/inside'))
try {
  def printed = build(['captain:copy@promote', 'captain:copy@to-medium', 'captain:copy@from-medium', 'captain:pull@inside'], '-Dinside=' + inside.address())
  assertThat(writes(promoted)).isEqualTo(before)
  assertThat(printed[0]).contains('present').doesNotContain('mounted')
  assertThat(printed[2]).contains('Copy complete', 'Copying ').doesNotContain('WARNING')
  assertThat(printed[2]).as('configs have no line each').doesNotContain('Copying sha256:')
  def within = new RemoteView(inside.address(), inside.home().toString(), 'it/copy/artifacts')
  assertThat(within.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
  tags.each { assertThat(within.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }
  assertThat(within.manifests()).as('nothing is left over').isEqualTo(images.manifests())
  story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
} finally {
  inside.close()
}

true
