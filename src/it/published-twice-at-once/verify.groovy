import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.LayoutView
import io.github.captainos.testing.PublisherProcess
import io.github.captainos.testing.RemoteView
import io.github.captainos.testing.Story
import io.github.captainos.testing.WholeImages
import java.nio.file.Files

def rounds = 10
def story = new Story(basedir, registry, registryHome)
def layouts = story.file('layouts')
def random = new Random(1)

// large enough that neither is through before the other has begun
def write = { build, content ->
  def directory = Files.createDirectories(story.file(build))
  content.each { arch, bytes -> Files.write(directory.resolve(arch + '.iso'), bytes) }
  directory
}
def files = { ['amd64', 'arm64'].collectEntries { [it, new byte[1 << 20].tap { random.nextBytes(it) }] } }

def builds = (1..2).collect { PublisherProcess.start(story.file("build-${it}.log")) }
try {
  def both = { where, repository, images, one, other ->
    def directories = [write('one', one), write('other', other)]
    [builds, directories].transpose().each { build, directory -> build.publish(where, repository, directory) }
    assertThat(builds.collect { it.problem() }).containsOnly('')
    def tags = WholeImages.check(images)
    assertThat(tags.keySet()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
    tags
  }
  [[registry, { new RemoteView(registry, registryHome, it) }],
   ["oci:$layouts".toString(), { new LayoutView(layouts.resolve(it)) }]].each { where, view ->
    rounds.times {
      // by turns over what the round before left, and where nothing was
      def repository = 'it/published-twice-at-once/' + (it % 2 ? it : 'again')
      def images = view(repository + '/artifacts')
      both(where, repository, images, files(), files())
      def same = files()
      def tags = both(where, repository, images, same, same)
      builds[0].publish(where, repository, story.file('one'))
      assertThat(builds[0].problem()).isEmpty()
      assertThat(WholeImages.check(images)).isEqualTo(tags)
    }
  }
} finally {
  builds.each { it.close() }
}
true
