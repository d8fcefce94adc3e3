import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.image.WholeImages
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
['amd64', 'arm64'].each { story.file(it + '.iso').toFile().text = 'the ISO for ' + it }
def hold = Hold.requests()
new FaultyProxy(registry, registry, 'PUT .*/manifests/v1.0.0 ', 1, hold).withCloseable { proxy ->
  def maven = new Maven(localRepositoryPath, projectVersion).with('GIT_CEILING_DIRECTORIES', basedir.parent)
  def build = maven.command(basedir.toPath(), 'captain:publish', '-Dcaptain.registry=' + proxy.address()).start()
  def isHeld = hold.awaitHeld(1, build.toHandle())
  assertThat(isHeld).as(isHeld ? '' : build.inputStream.text).isTrue()
  build.destroyForcibly().waitFor()
  hold.drop()
}
assertThat(WholeImages.check(story.images()).keySet()).containsExactly('v1.0.0-amd64', 'v1.0.0-arm64')
true
