import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.fault.LayoutLock
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.fault.PublisherProcess
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.WholeImages
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def layouts = story.file('layouts')
def random = new Random(1)
def write = { build, content ->
  def directory = Files.createDirectories(story.file(build))
  content.each { arch, bytes -> Files.write(directory.resolve(arch + '.iso'), bytes) }
  directory
}
// large enough to be asked for before they are sent
def files = { ['amd64', 'arm64'].collectEntries { [it, new byte[1 << 17].tap { random.nextBytes(it) }] } }
def all = { tag -> [tag, tag + '-amd64', tag + '-arm64']*.toString() }

def builds = (1..2).collect { PublisherProcess.start(new Maven(localRepositoryPath, projectVersion).plugin(), story.file("build-${it}.log")) }
def processes = builds*.handle() as ProcessHandle[]
def begin = { addresses, repository, tags, content ->
  def directories = [write('one', content[0]), write('other', content[1])]
  [builds, addresses, tags, directories].transpose().each { build, address, tag, directory ->
    build.publish(address, repository, tag, directory)
  }
}
def end = { assertThat(builds*.problem()).containsOnly('') }

// each waits with its first request of a kind until the other has reached it, too
def registryRound = { requests, repository, tags, content ->
  def images = new RemoteView(registry, registryHome, repository + '/artifacts')
  def hold = Hold.requests()
  def proxies = (1..2).collect { new FaultyProxy(registry, registry, requests, 1, hold) }
  begin(proxies*.address(), repository, tags, content)
  assertThat(hold.awaitHeld(2, processes)).as(requests).isTrue()
  hold.release()
  end()
  proxies*.close()
  images
}
// neither moves a tag before both have written everything else
def layoutRound = { repository, tags, content ->
  def directory = layouts.resolve(repository + '/artifacts')
  def index = directory.resolve('index.json')
  def before = Files.exists(index) ? Files.readString(index) : ''
  LayoutLock.take(directory).withCloseable { lock ->
    begin(["oci:$layouts".toString()] * 2, repository, tags, content)
    lock.awaitBuilds(processes)
    assertThat(Files.exists(index) ? Files.readString(index) : '').isEqualTo(before)
  }
  end()
  new LayoutView(directory)
}

try {
  def kinds = ['(GET|HEAD) .*/manifests/v', 'HEAD .*/blobs/', 'POST .*/blobs/uploads/', 'PUT .*/blobs/uploads/',
               'PUT .*/manifests/sha256:', 'PUT .*/manifests/v.-amd64 ', 'PUT .*/manifests/v. ']
  def rounds = kinds.collect { registryRound.curry(it) } + [layoutRound] * 2
  rounds.eachWithIndex { round, number ->
    // alternately with the content of the previous round, and empty
    def repository = 'it/published-twice-at-once/' + (number % 2 ? number : 'again')
    def images = round(repository, ['v1', 'v1'], [files(), files()])
    assertThat(WholeImages.check(images).keySet()).contains(*all('v1'))
    def same = files()
    round(repository, ['v1', 'v1'], [same, same])
    assertThat(WholeImages.check(images).keySet()).contains(*all('v1'))
    // no tag of either build is lost
    round(repository, ['v2', 'v3'], [files(), files()])
    assertThat(WholeImages.check(images).keySet()).containsExactly(*all('v1'), *all('v2'), *all('v3'))
  }
} finally {
  builds*.close()
}
true
