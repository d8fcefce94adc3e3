import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.WholeImages

def story = new Story(basedir, registry, registryHome)
def lines = context.get('lines')
def binary = context.get('binary')
def images = { String name, String address = registry, String home = registryHome ->
  WholeImages.check(new RemoteView(address, home, "it/broken-line/$name/artifacts"))
}
int cut = 8 << 20
long all = 35 << 20
// what proxies and the system have taken of what was cut off
long lost = 4 << 20

// Distribution 2.8 forgets an upload that is cut off: it begins again, in chunks, and once only; behind a gateway that ends long requests, after the second such answer
def published = WholeImages.check(story.images())
assertThat(published).containsOnlyKeys('v1.0.0', 'v1.0.0-amd64')
assertThat(images('copied')).isEqualTo(published)
['forgotten', 'copied'].each { assertThat(lines[it].chunks()).as(it).isNotEmpty().first().asString().startsWith('0-') }
// Distribution 3 keeps it: it gets the rest
['resumed', 'kept'].each { name ->
  assertThat(binary ? images(name, binary.address(), binary.home().toString()) : images(name)).isEqualTo(published)
  assertThat(lines[name].chunks()).as(name).isNotEmpty().noneMatch { it.startsWith('0-') }
}
['os.iso', 'vmlinuz'].each { assertThat(story.file('target/captain/pull/' + it)).hasSameBinaryContentAs(story.file(it)) }

[forgotten: cut + lost, copied: 2 * cut + 3 * lost, resumed: 4 * lost, kept: 4 * lost].each { name, most ->
  assertThat(lines[name].sent()).as(name + ': bytes sent').isBetween(all, all + most)
}
// those twice that the destination has forgotten
[forgotten: lost, 'copied.from': 2 * cut + 3 * lost, 'kept.from': 6 * lost].each { name, most ->
  assertThat(lines[name].read()).as(name + ': bytes read').isBetween(all, all + most)
}
// the first may have been ended by chance
assertThat(lines.copied.refusals()).as('requests that were ended').isEqualTo(2)
(lines - [copied: lines.copied]).each { name, line -> assertThat(line.resets()).as(name + ': connections that were reset').isPositive() }
context.get('servers').each { it?.close() }
true
