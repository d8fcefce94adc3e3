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
  def both = { where, repository, tags, content ->
    def directories = [write('one', content[0]), write('other', content[1])]
    [builds, tags, directories].transpose().each { build, tag, directory ->
      build.publish(where, repository, tag, directory)
    }
    assertThat(builds.collect { it.problem() }).containsOnly('')
  }
  [[registry, { new RemoteView(registry, registryHome, it) }],
   ["oci:$layouts".toString(), { new LayoutView(layouts.resolve(it)) }]].each { where, view ->
    rounds.times {
      // by turns over what the round before left, and where nothing was
      def repository = 'it/published-twice-at-once/' + (it % 2 ? it : 'again')
      def images = view(repository + '/artifacts')
      both(where, repository, ['v1', 'v1'], [files(), files()])
      assertThat(WholeImages.check(images).keySet()).contains('v1', 'v1-amd64', 'v1-arm64')
      def same = files()
      both(where, repository, ['v1', 'v1'], [same, same])
      assertThat(WholeImages.check(images).keySet()).contains('v1', 'v1-amd64', 'v1-arm64')
      // nor does one lose the tags of the other
      def others = ["v2-$it".toString(), "v3-$it".toString()]
      both(where, repository, others, [files(), files()])
      assertThat(images.tags()).contains(
          *others.collectMany { tag -> [tag, tag + '-amd64', tag + '-arm64'] })
    }
  }
} finally {
  builds.each { it.close() }
}
true
