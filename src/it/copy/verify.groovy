import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def tags = ['v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0']
def (plan, promote, again, toMedium, fromMedium) = story.text('build.log').split(/(?m)^.*--- .*captain/).drop(2)

// promoted within the registry: every blob is mounted, no byte of it is read or sent; and what would be, is printed before
assertThat(plan).contains('planned').doesNotContain('mounted')
assertThat(new RemoteView(registry, registryHome, 'it/copy-planned/artifacts').exists()).isFalse()
assertThat(promote.readLines().findAll { it.contains('     - ') }).hasSize(8).allMatch { it.endsWith('  mounted') }
def promoted = new RemoteView(registry, registryHome, 'it/copy-promoted/artifacts')
def writes = { view -> view.requests().findAll { it =~ /^(PUT|POST|PATCH) / } }
assertThat(promoted.requests()).noneMatch { (it =~ /^(GET|PUT|PATCH) .*\/blobs\//).find() }
assertThat(promoted.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
tags.each { assertThat(promoted.manifestBytes(it.replace('v1.0.0', 'v1'))).isEqualTo(images.manifestBytes(it)) }
def puts = writes(promoted).findAll { it =~ /^PUT .*\/manifests\/v1(-|$)/ }
assertThat(puts).as('tags').hasSize(3)
assertThat(puts[2]).endsWith('/v1')
// nothing is sent the second time
assertThat(writes(promoted).last()).isEqualTo(puts[2])
assertThat(again).contains('  present').doesNotContain('mounted')
// nothing is written into the source, and the only one that reads its blobs is the copy onto the medium
assertThat(writes(images).last()).isEqualTo('PUT /v2/it/copy/artifacts/manifests/v1.0.0')
def reads = images.requests().findAll { it =~ /^GET .*\/blobs\// }
assertThat(reads).hasSize(8 + 6).doesNotHaveDuplicates()

// over the air gap: onto a medium, into the registry inside, and out of it
def inside = context.get('inside')
assertThat(fromMedium).contains('Copy complete', 'Copying ').doesNotContain('WARNING')
assertThat(fromMedium).as('configs have no line each').doesNotContain('Copying sha256:')
def within = new RemoteView(inside.address(), inside.home().toString(), 'it/copy/artifacts')
assertThat(within.tags()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
tags.each { assertThat(within.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }
assertThat(within.manifests()).as('nothing is left over').isEqualTo(images.manifests())
inside.close()
story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
ReportSchema.read(story.file('target/captain/copy.json'))
true
