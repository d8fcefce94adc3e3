import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.registry.RegistryOptions
import io.github.captainos.release.Release
import io.github.captainos.release.Repository
import io.github.captainos.release.pull.Puller
import io.github.captainos.release.ReleaseException
import io.github.captainos.release.Setting
import io.github.captainos.release.Trust
import io.github.captainos.release.ReleaseVersion
import io.github.captainos.report.Progress
import io.github.captainos.testing.image.DirectoryTree
import io.github.captainos.testing.HangGuard
import io.github.captainos.testing.image.HostileImages
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
story.failsWith(":hidden-parent: fetching sha256:", "the entry 'a/../../evil' is outside of the directory", 'No file was written')
assertThat(story.file('through-maven')).doesNotExist()

// the title of a layer may contain control characters, which must not reach the terminal
def log = story.text('build.log')
assertThat(log).contains('Fetching evil\\u202egpj.\\u009b2J\\u2028xxx')
assertThat(log).doesNotContain('\u202e', '\u009b', '\u2028', 'x' * 1000)
assertThat(story.file('titled/file')).hasContent('x')

// the others do not start Maven, which would take a minute
def work = Files.createDirectories(story.file('work'))
def setting = { new Setting(it, 'the story') }
HostileImages.all().each { hostile ->
  def parent = Files.createDirectory(work.resolve(hostile.name()))
  def out = parent.resolve('out')
  hostile.prepare(out)
  def before = DirectoryTree.of(work)
  def repository = new Repository(registry, 'it/hostile-images', 'artifacts', work, RegistryOptions.of(0, HangGuard.TIMEOUT))
  def version = new ReleaseVersion(setting(hostile.name()), null, null, null, null, work)
  try {
    def release = new Release(repository, version, ['amd64'], Trust.none(), Progress.none(), 4)
    new Puller(release, setting('both'), null, null, null, out, 1 << 20, setting(hostile.links())).run()
    throw new AssertionError(hostile.name() + ' was pulled')
  } catch (ReleaseException e) {
    assertThat(e.message).as(hostile.name()).contains(hostile.says())
  }
  assertThat(DirectoryTree.of(work)).as(hostile.name()).isEqualTo(before)
}
assertThat(new File('/tmp/evil')).doesNotExist()
assertThat(story.file('evil')).doesNotExist()
true
