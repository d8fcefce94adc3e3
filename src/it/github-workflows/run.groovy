import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.Account
import io.github.captainos.testing.Command
import io.github.captainos.testing.Distribution
import io.github.captainos.testing.Jdk
import io.github.captainos.testing.RemoteView
import io.github.captainos.testing.Story
import io.github.captainos.testing.TestKeys
import io.github.captainos.testing.Workflow
import io.github.captainos.testing.WorkflowRun
import java.nio.file.Files
import java.nio.file.Path

def story = new Story(basedir, registry, registryHome)
def workflows = Path.of(basedir.path, '../../../.github/workflows')
def os = Files.createDirectories(story.file('os'))
Files.copy(story.file('pom.xml'), os.resolve('pom.xml'))
Files.writeString(os.resolve('mvnw'), '#!/bin/sh\nexec mvn "$@"\n')
os.resolve('mvnw').toFile().executable = true
def releases = Files.createDirectories(story.file('releases'))
['gh', 'mvn'].each { story.file('bin/' + it).toFile().executable = true }

def guarded = Distribution.start(story.file('registry'), Account.htpasswd(story.file('htpasswd')))
def git = { String... arguments ->
  Command.run(os, 'git', '-c', 'user.name=it', '-c', 'user.email=it@example.org', *arguments).strip()
}
def commit = { String message -> git('commit', '--allow-empty', '--quiet', '-m', message); git('rev-parse', 'HEAD') }

// what the actions do, as far as the workflows use them
def sha = null
def beforeCheckout = { String job -> }
def actions = [
  'actions/checkout': { with, job ->
    beforeCheckout(job.workspace().parent.fileName.toString())
    def clone = { String... arguments -> Command.run(job.workspace(), 'git', *arguments) }
    def from = os.toUri().toString()
    clone('init', '--quiet')
    if (with['fetch-depth'] == '0') {
      clone('fetch', '--quiet', '--tags', from, '+refs/heads/*:refs/remotes/origin/*')
    } else {
      clone('fetch', '--quiet', '--no-tags', '--depth=1', from, sha)
    }
    clone('checkout', '--quiet', '--detach', sha)
  },
  'actions/setup-java': { with, job ->
    Files.writeString(Files.createDirectories(job.home().resolve('.m2')).resolve('settings.xml'),
        "<settings><servers><server><id>${with['server-id']}</id><username>\${env.${with['server-username']}}</username>"
        + "<password>\${env.${with['server-password']}}</password></server></servers></settings>")
  }
].collectEntries { name, action -> [name, action as WorkflowRun.Action] }

def run = { String name, String file, String ref, Map inputs, Map signing = [:] ->
  def type = ref.startsWith('refs/tags/') ? 'tag' : 'branch'
  def refName = ref.replaceFirst('refs/(heads|tags|pull)/', '')
  def machines = story.file('runs').resolve(name)
  def environment = [
    PATH: "$basedir/bin:${System.getenv('PATH')}", JAVA_HOME: Jdk.current().home(), CI: 'true', GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'somebody', GITHUB_REPOSITORY: 'example/os', GITHUB_SHA: sha, GITHUB_REF: ref,
    GITHUB_REF_NAME: refName, GITHUB_WORKFLOW_REF: 'example/os/.github/workflows/images.yml@' + ref, GITHUB_REF_TYPE: type,
    STORY_MAVEN: System.getProperty('maven.home'), STORY_REPOSITORY: localRepositoryPath, STORY_RELEASES: releases,
    STORY_SETTINGS: localRepositoryPath.toPath().resolveSibling('it-settings.xml')
  ].collectEntries { variable, value -> [variable, value.toString()] }
  def github = [ref: ref, sha: sha, ref_name: refName, actor: 'somebody', repository: 'example/os', token: 'token-of-the-story']
  def secrets = ['registry-username': 'captain', 'registry-password': 'secret-of-the-story'] + signing
  def result = new WorkflowRun(Workflow.read(workflows.resolve(file)), machines, environment, actions,
      [github: github, secrets: secrets, inputs: inputs + [registry: guarded.address()]]).start()
  println "#### $name\n${result.log()}"
  assertThat(result.log()).doesNotContain('secret-of-the-story', 'token-of-the-story')
  result
}
// the second line of the arguments makes each Maven print its version
def inputs = ['maven-arguments': '\n-Dstory=x\n--show-version\n']
def mavens = { WorkflowRun it -> it.log().readLines().count { line -> line.startsWith('Apache Maven ') } }
def building = inputs + [maven: './mvnw', build: 'validate\npackage\n']
def contents = { Path archive -> Command.run(basedir.toPath(), 'tar', '-tf', archive.toString()).readLines() }
def shown

try {
  Command.run(basedir.toPath(), 'git', 'init', '--quiet', '--initial-branch=main', os.toString())
  git('add', 'pom.xml', 'mvnw')
  commit('an OS')
  git('tag', 'v1.1.0')
  commit('a change')
  sha = commit('another change')
  def built = 'v1.1.0-' + sha.take(7)
  def storage = guarded.home().resolve('storage/docker/registry/v2/repositories/example/os')

  // a pull request prints what would be published
  def request = run('request', 'publish.yml', 'refs/pull/7/merge', building)
  assertThat(request.succeeded()).isTrue()
  assertThat(request.log()).contains("$built-amd64", "$built-arm64").doesNotContain('Combine')
  assertThat(Files.exists(storage)).isFalse()

  // the main branch publishes, and a git tag that is pushed between two jobs does not change the images' tag
  beforeCheckout = { if (it == 'arm64') git('tag', 'v1.1.5', 'HEAD^') }
  def published = run('main', 'publish.yml', 'refs/heads/main', building)
  beforeCheckout = { }
  assertThat(published.succeeded()).isTrue()
  assertThat(git('describe', '--tags', '--abbrev=0')).isEqualTo('v1.1.5')
  // the last job has no POM, and takes only the arguments that need none
  assertThat(mavens(published)).isEqualTo(4)
  assertThat(published.log()).contains('Combine complete', 'Tag complete')
  assertThat(story.file('runs/main/both/workspace').toFile().list()).containsExactly('target')
  def tags = { Files.list(storage.resolve('artifacts/_manifests/tags')).withCloseable { it.collect { tag -> tag.fileName.toString() } } }
  assertThat(tags()).containsExactlyInAnyOrder(*[built, sha].collectMany { tag -> ['', '-amd64', '-arm64'].collect { tag + it } })

  def repository = guarded.address() + '/example/os/artifacts:'
  assertThat(published.outputs()).containsEntry('tag', built).containsEntry('image', repository + built)
      .containsEntry('image-arm64', "$repository$built-arm64".toString())
  assertThat(['', '-amd64', '-arm64'].collect { published.outputs()['digest' + it] })
      .doesNotHaveDuplicates().allMatch { it ==~ /sha256:[0-9a-f]{64}/ }

  // a commit that was never published is not released, and nothing is changed
  git('tag', 'v1.2.0-rc1')
  git('tag', 'v1.3.0', git('rev-parse', 'HEAD^'))
  sha = git('rev-parse', 'v1.3.0')
  def early = run('early', 'release.yml', 'refs/tags/v1.3.0', [:])
  assertThat(early.succeeded()).isFalse()
  assertThat(early.log()).contains('There is no image', ':' + sha)
  assertThat(releases.resolve('calls')).doesNotExist()
  git('tag', '--delete', 'v1.3.0')
  sha = git('rev-parse', 'HEAD')
  assertThat(run('no-tag', 'release.yml', 'refs/heads/main', [:]).succeeded()).isFalse()

  // a tag releases it, and repeating the release changes nothing; the images are found by the commit, since v1.1.5 was tagged in the meantime
  git('tag', '--annotate', '-m', 'the release', 'v1.2.0')
  ['release', 'again'].each { name ->
    def released = run(name, 'release.yml', 'refs/tags/v1.2.0', inputs)
    assertThat(released.succeeded()).isTrue()
    assertThat(mavens(released)).isEqualTo(2)
    def outputs = released.outputs()
    assertThat(outputs.image).isEqualTo(repository + 'v1.2.0')
    ['digest', 'digest-amd64', 'digest-arm64'].each {
      assertThat(outputs[it]).isEqualTo(published.outputs()[it])
    }
    def main = story.file('runs/main')
    def expected = ['amd64', 'arm64'].collectMany { arch -> [
      ["vmlinuz-$arch", arch, "out/vmlinuz-$arch"], ["os-${arch}.iso", arch, "mkosi.output/$arch/os ${arch}.iso"],
      ["sha256sums-${arch}.txt", arch, "target/captain/sha256sums-${arch}.txt"]
    ] }
    expected.each { asset, arch, file ->
      assertThat(releases.resolve("v1.2.0/$asset")).hasSameBinaryContentAs(main.resolve(arch).resolve('workspace').resolve(file))
    }
    // a directory is an archive
    assertThat(releases.resolve('v1.2.0').toFile().list()).hasSize(expected.size() + 1).contains('dtb-arm64.tar')
    assertThat(contents(releases.resolve('v1.2.0/dtb-arm64.tar'))).contains('dtb-arm64/broadcom/board.dtb')
  }
  def calls = Files.readAllLines(releases.resolve('calls')).findAll { !it.startsWith('release view') && !it.startsWith('release list') }
  assertThat(calls).hasSize(3)
  assertThat(calls[0]).startsWith('release create v1.2.0 --verify-tag --generate-notes /')
  assertThat(calls[1]).startsWith('release upload v1.2.0 --clobber /')
  assertThat(calls[2]).isEqualTo('release edit v1.2.0 --draft=false')

  // the release candidate is a pre-release; the tag of its images can be set, too
  assertThat(run('candidate', 'release.yml', 'refs/tags/v1.2.0-rc1', ['image-tag': built]).succeeded()).isTrue()
  assertThat(Files.readString(releases.resolve('calls'))).contains('release create v1.2.0-rc1 --verify-tag --generate-notes --prerelease /')

  // a matrix of flavors: one has its own execution, with one target, and is signed and attested
  def signing = ['sign-key': new String(TestKeys.file('cosign.key')), 'sign-password': 'correct']
  def publicKey = new String(TestKeys.file('cosign.pub'))
  def attesting = [provenance: true, 'require-attestations': 'provenance', 'public-key': publicKey]
  def leg = { name -> /{"name": "$name", "runner": "any"}/ }
  def matrix = [pi: ['arm64'], metal: ['amd64', 'arm64']].collectEntries { name, names ->
    [name, run(name, 'publish.yml', 'refs/heads/main', inputs + [flavor: name, targets: names.collect(leg).toString()] + (name == 'pi' ? attesting : [:]),
        name == 'pi' ? signing : [:])]
  }
  matrix.each { name, result ->
    assertThat(result.succeeded()).isTrue()
    assertThat(result.outputs()).containsEntry('tag', 'v1.1.5-' + sha.take(7))
        .containsEntry('image', repository + 'v1.1.5-' + sha.take(7) + '-' + name)
        .containsEntry('image-arm64', repository + 'v1.1.5-' + sha.take(7) + '-' + name + '-arm64')
  }
  assertThat(tags()).contains(sha + '-pi', sha + '-pi-arm64', sha + '-metal', sha + '-metal-amd64').doesNotContain(sha + '-pi-amd64')
  def pi = matrix.pi, flavor = inputs + [flavor: 'pi']
  def piReleased = run('pi-release', 'release.yml', 'refs/tags/v1.2.0',
      flavor + ['public-key': publicKey, 'require-attestations': 'provenance'], signing)
  def demanding = run('pi-sbom', 'release.yml', 'refs/tags/v1.2.0',
      flavor + ['public-key': publicKey, 'require-attestations': 'provenance,sbom'], signing)
  assertThat(demanding.succeeded()).isFalse()
  assertThat(demanding.log()).contains('has no attestation of the kind sbom').doesNotContain('of the kind provenance')
  assertThat(piReleased.succeeded()).isTrue()
  assertThat(piReleased.outputs()).containsEntry('image', repository + 'v1.2.0-pi')
      .containsEntry('digest-arm64', pi.outputs()['digest-arm64'])
  assertThat(contents(releases.resolve('v1.2.0/pi.tar'))).contains('./vmlinuz-arm64', './dtb-arm64/broadcom/board.dtb', './sha256sums-pi-arm64.txt')

  // publishing again after the release does not change the images, and neither does the POM in the last job
  git('tag', '--delete', 'v1.1.5')
  def all = tags()
  def republished = run('rerun', 'publish.yml', 'refs/heads/main', building + [checkout: true])
  assertThat(republished.succeeded()).isTrue()
  assertThat(mavens(republished)).isEqualTo(6)
  assertThat(republished.outputs()).isEqualTo(published.outputs())
  assertThat(tags()).containsExactlyInAnyOrderElementsOf(all)

  // the notes of the next release say what has changed since the one before
  git('tag', 'v1.3.0')
  def next = run('next', 'release.yml', 'refs/tags/v1.3.0', inputs)
  assertThat(next.succeeded()).isTrue()
  assertThat(mavens(next)).isEqualTo(3)
  assertThat(Files.readString(releases.resolve('calls'))).contains('release create v1.3.0 --verify-tag --generate-notes --notes-file=/')
  assertThat(releases.resolve('notes-v1.3.0')).content()
      .startsWith('### Files, compared with v1.2.0').contains('No file has changed.', published.outputs().digest)
  // if they cannot be compared, it is released all the same
  Files.createDirectory(releases.resolve('v1.3.1'))
  git('tag', 'v1.4.0')
  def without = run('without', 'release.yml', 'refs/tags/v1.4.0', inputs)
  assertThat(without.succeeded()).isTrue()
  assertThat(without.log()).contains('There is no image ' + repository + 'v1.3.1', '::warning::The release notes do not compare')
  assertThat(releases.resolve('notes-v1.4.0')).doesNotExist()

  guarded.close()
  shown = Distribution.start(guarded.home())
  def images = new RemoteView(shown.address(), guarded.home().toString(), 'example/os/artifacts')
  def ofImages = { digest -> !(new String(images.manifestBytes(digest)) =~ /cosign|sigstore/).find() }
  assertThat(images.manifests().findAll(ofImages)).hasSize(9 + 6 + 9)
  assertThat(images.tags().findAll { !it.startsWith('sha256-') }).hasSize(12 + 6 + 6 + 6)
  // each index and each manifest of a platform
  assertThat(images.tags().findAll { it.endsWith('.sig') }).hasSize(6)
  // each index: pi has one target and a combined image
  def attestations = images.tags().findAll { it.endsWith('.att') }
  assertThat(attestations).hasSize(2)
  attestations.each {
    def layers = images.manifest(it).path('layers')
    assertThat(layers).hasSize(1)
    def statement = new ObjectMapper().readTree(images.blob(layers.at('/0/digest').asText())).path('payload').binaryValue()
    assertThat(new String(statement, 'UTF-8')).contains('"gitCommit":"' + sha + '"',
        '"builder":{"id":"https://github.com/example/os/.github/workflows/images.yml@refs/heads/main"}')
  }
  ['', '-amd64', '-arm64'].each { target ->
    assertThat(images.manifestBytes(sha + target)).isEqualTo(images.manifestBytes(built + target))
    assertThat(images.manifestBytes('v1.2.0' + target)).isEqualTo(images.manifestBytes(built + target))
    assertThat(images.manifestBytes('v1.2.0-rc1' + target)).isEqualTo(images.manifestBytes(built + target))
  }
} finally {
  guarded.close()
  shown?.close()
}
true
