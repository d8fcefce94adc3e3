import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.server.Account
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.story.Jdk
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.TestKeys
import io.github.captainos.testing.workflow.Workflow
import io.github.captainos.testing.workflow.WorkflowRun
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
    PATH: "$basedir/bin:${System.getenv('PATH')}", JAVA_HOME: Jdk.current().home(), CI: 'true', LC_ALL: 'C.UTF-8', GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'somebody', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/os', GITHUB_SHA: sha, GITHUB_REF: ref,
    GITHUB_REF_NAME: refName, GITHUB_WORKFLOW_REF: 'example/os/.github/workflows/images.yml@' + ref, GITHUB_REF_TYPE: type,
    STORY_MAVEN: Maven.home(localRepositoryPath), STORY_REPOSITORY: localRepositoryPath, STORY_RELEASES: releases,
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
def inputs = ['maven-arguments': '\n-Dstory=x\n--show-version\n']
// how Maven was called: bin/mvn prints it, and makes the OS's files itself where no goal of Captain's is called
def calls = { WorkflowRun it -> it.log().readLines().findAll { line -> line.startsWith('mvn ') } }
def goals = { WorkflowRun it -> calls(it).collect { call -> (call =~ /captain(?:-maven-plugin:\S+?)?:(\S+)/).with { it ? it[0][1] : 'build' } } }
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

  // a pull request prints what would be published; this flavor has no execution of its own
  def request = run('request', 'publish.yml', 'refs/pull/7/merge',
      inputs + [flavor: 'metal', targets: '[{"name": "amd64", "runner": "any"}]'])
  assertThat(request.succeeded()).isTrue()
  assertThat(request.log()).contains("$built-metal-amd64")
  assertThat(goals(request)).containsExactly('build', 'publish@metal')
  assertThat(Files.exists(storage)).isFalse()

  // the main branch publishes, and a git tag that is pushed between two jobs does not change the images' tag
  beforeCheckout = { if (it == 'arm64') git('tag', 'v1.1.5', 'HEAD^') }
  def published = run('main', 'publish.yml', 'refs/heads/main', inputs + [maven: './mvnw', build: 'validate\npackage\n'])
  beforeCheckout = { }
  assertThat(published.succeeded()).isTrue()
  assertThat(git('describe', '--tags', '--abbrev=0')).isEqualTo('v1.1.5')
  assertThat(goals(published)).containsExactly('build', 'publish', 'build', 'publish', 'combine', 'tag-all')
  assertThat(calls(published)[2]).isEqualTo("mvn --batch-mode -Dstory=x --show-version validate package -Dcaptain.tag=$built -Dcaptain.target=arm64".toString())
  assertThat(calls(published)).allMatch { it.contains(' -Dstory=x ') }
  // the last job has no POM, and takes only the arguments that need none
  assertThat(calls(published)*.contains(' --show-version ')).containsExactly(true, true, true, true, false, false)
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

  // a tag releases it, also where the release before was made without Captain, which the notes cannot be compared with;
  // repeating the release changes nothing; the images are found by the commit, since v1.1.5 was tagged in the meantime
  git('tag', '--annotate', '-m', 'the release', 'v1.2.0')
  Files.createDirectory(releases.resolve('v1.1.0'))
  ['release', 'again'].each { name ->
    def released = run(name, 'release.yml', 'refs/tags/v1.2.0', inputs)
    assertThat(released.succeeded()).isTrue()
    if (name == 'release') {
      assertThat(goals(released)).containsExactly('pull', 'tag-all', 'diff')
      assertThat(released.log()).contains('There is no image ' + repository + 'v1.1.0', '::warning::The release notes do not compare')
      assertThat(releases.resolve('notes-v1.2.0')).doesNotExist()
      Files.delete(releases.resolve('v1.1.0'))
    } else {
      assertThat(goals(released)).containsExactly('pull', 'tag-all')
    }
    assertThat(calls(released)).allMatch { it.contains(' -Dstory=x --show-version ') }
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
  def toGitHub = Files.readAllLines(releases.resolve('calls')).findAll { !it.startsWith('release view') && !it.startsWith('release list') }
  assertThat(toGitHub).hasSize(3)
  assertThat(toGitHub[0]).startsWith('release create v1.2.0 --verify-tag --generate-notes /')
  assertThat(toGitHub[1]).startsWith('release upload v1.2.0 --clobber /')
  assertThat(toGitHub[2]).isEqualTo('release edit v1.2.0 --draft=false')

  // a flavor with an execution of its own has one target, and is signed and attested. The last job has the POM, and the git
  // tags on the commit do not change the version
  def signing = ['sign-key': new String(TestKeys.file('cosign.key')), 'sign-password': 'correct']
  def publicKey = new String(TestKeys.file('cosign.pub'))
  def demanding = ['public-key': publicKey, 'require-attestations': 'provenance']
  def all = tags()
  def pi = run('pi', 'publish.yml', 'refs/heads/main',
      inputs + demanding + [flavor: 'pi', targets: '[{"name": "arm64", "runner": "any"}]', provenance: true, checkout: true], signing)
  assertThat(pi.succeeded()).isTrue()
  def ofPi = 'v1.1.5-' + sha.take(7)
  assertThat(pi.outputs()).containsEntry('tag', ofPi).containsEntry('image', repository + ofPi + '-pi')
      .containsEntry('image-arm64', repository + ofPi + '-pi-arm64')
  assertThat(goals(pi)).containsExactly('build', 'publish@pi', 'combine@pi', 'tag-all@pi')
  assertThat(calls(pi)).allMatch { it.contains(' -Dcaptain.flavor=pi -Dstory=x --show-version ') }
  assertThat(tags().findAll { !it.startsWith('sha256-') } - all)
      .containsExactlyInAnyOrder(*[ofPi, sha].collectMany { [it + '-pi', it + '-pi-arm64'] })

  def piReleased = run('pi-release', 'release.yml', 'refs/tags/v1.2.0', inputs + demanding + [flavor: 'pi'], signing)
  assertThat(piReleased.succeeded()).isTrue()
  assertThat(goals(piReleased)).containsExactly('pull@pi', 'tag-all@pi')
  assertThat(calls(pi)[2..2] + calls(piReleased)).allMatch {
    it.contains(' -Dcaptain.publicKey=env:CAPTAIN_PUBLIC_KEY -Dcaptain.requireAttestations=provenance')
  }
  assertThat(piReleased.outputs()).containsEntry('image', repository + 'v1.2.0-pi')
      .containsEntry('digest-arm64', pi.outputs()['digest-arm64'])
  assertThat(contents(releases.resolve('v1.2.0/pi.tar'))).contains('./vmlinuz-arm64', './dtb-arm64/broadcom/board.dtb', './sha256sums-pi-arm64.txt')

  // a release candidate is a pre-release, and its notes say what has changed since the release before; the tag of its images
  // can be set, too
  git('tag', 'v1.3.0-rc1')
  def next = run('next', 'release.yml', 'refs/tags/v1.3.0-rc1', inputs + ['image-tag': built])
  assertThat(next.succeeded()).isTrue()
  assertThat(goals(next)).containsExactly('pull', 'tag-all', 'diff')
  assertThat(calls(next)[0..1]).allMatch { it.contains(" -Dcaptain.tag=$built ") }
  assertThat(Files.readString(releases.resolve('calls')))
      .contains('release create v1.3.0-rc1 --verify-tag --generate-notes --notes-file=').contains(' --prerelease /')
  assertThat(releases.resolve('notes-v1.3.0-rc1')).content()
      .startsWith('### Files, compared with v1.2.0').contains('No file has changed.', published.outputs().digest)

  guarded.close()
  shown = Distribution.start(guarded.home())
  def images = new RemoteView(shown.address(), guarded.home().toString(), 'example/os/artifacts')
  def ofImages = { digest -> !(new String(images.manifestBytes(digest)) =~ /cosign|sigstore/).find() }
  assertThat(images.manifests().findAll(ofImages)).hasSize(9 + 6)
  assertThat(images.tags().findAll { !it.startsWith('sha256-') }).hasSize(12 + 6)
  // each index and each manifest of a platform
  assertThat(images.tags().findAll { it.endsWith('.sig') }).hasSize(6)
  // each index: pi has one target and a combined image
  def attestations = images.tags().findAll { it.endsWith('.att') }
  assertThat(attestations).hasSize(2)
  attestations.each {
    def layers = images.manifest(it).path('layers')
    assertThat(layers).hasSize(1)
    def statement = new ObjectMapper().readTree(images.blob(layers.at('/0/digest').asText())).path('payload').binaryValue()
    assertThat(new String(statement, 'UTF-8')).contains('{"uri":"git+https://github.com/example/os","digest":{"gitCommit":"' + sha + '"}}',
        '"builder":{"id":"https://github.com/example/os/.github/workflows/images.yml@refs/heads/main"}')
  }
  ['', '-amd64', '-arm64'].each { target ->
    assertThat(images.manifestBytes(sha + target)).isEqualTo(images.manifestBytes(built + target))
    assertThat(images.manifestBytes('v1.2.0' + target)).isEqualTo(images.manifestBytes(built + target))
    assertThat(images.manifestBytes('v1.3.0-rc1' + target)).isEqualTo(images.manifestBytes(built + target))
  }
} finally {
  guarded.close()
  shown?.close()
}
true
