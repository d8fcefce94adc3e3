import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.StepOutputs
import io.github.captainos.testing.TestKeys
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.server.Account
import io.github.captainos.testing.story.Jdk
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.Path
import org.snakeyaml.engine.v2.api.Load
import org.snakeyaml.engine.v2.api.LoadSettings

// Runs the scripts in the steps of publish.yml and release.yml as they stand. The story stands in for GitHub: it gives each
// variable the value that an expression would have, and passes outputs on. bin/mvn starts Maven only where "real" is set.
def story = new Story(basedir, registry, registryHome)
def workflows = ['publish.yml', 'release.yml'].collectEntries {
  def text = Files.readString(Path.of(basedir.path, '../../../.github/workflows', it))
  [it, new Load(LoadSettings.builder().build()).loadFromString(text)]
}
['gh', 'mvn'].each { story.file('bin/' + it).toFile().executable = true }
def guarded = Distribution.start(story.file('registry'), Account.htpasswd(story.file('htpasswd')))
def repository = guarded.address() + '/example/os/artifacts'
def releases = Files.createDirectories(story.file('releases'))

def git = { Path directory, String... arguments ->
  Command.run(directory, 'git', '-c', 'user.name=it', '-c', 'user.email=it@example.org', *arguments).strip()
}
def newRepository = { String name ->
  Command.run(basedir.toPath(), 'git', 'init', '--quiet', '--initial-branch=trunk', name)
  story.file(name)
}
def commit = { Path directory ->
  git(directory, 'commit', '--allow-empty', '--quiet', '--message=a change')
  git(directory, 'rev-parse', 'HEAD')
}

// each job has a machine of its own, with the settings.xml that actions/setup-java writes
def machine = { String name, Path clone = null ->
  def home = Files.createDirectories(story.file("machines/$name/home/.m2"))
  Files.writeString(home.resolve('settings.xml'), "<settings><servers><server><id>${guarded.address()}</id>"
      + '<username>${env.REGISTRY_USERNAME}</username><password>${env.REGISTRY_PASSWORD}</password></server></servers></settings>')
  Files.createDirectories(story.file("machines/$name/temp"))
  def workspace = Files.createDirectories(story.file("machines/$name/workspace"))
  if (clone) {
    git(workspace, 'clone', '--quiet', clone.toUri().toString(), '.')
  }
  workspace
}
def real = [MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', STORY_MAVEN: System.getProperty('maven.home'),
    STORY_REPOSITORY: localRepositoryPath.toString(), STORY_SETTINGS: localRepositoryPath.toPath().resolveSibling('it/interpolated-settings.xml').toString()]
// what the runner sets, and the variables whose values are expressions, where all inputs have their defaults
def usual = [
  PATH: "$basedir/bin:${System.getenv('PATH')}".toString(), JAVA_HOME: Jdk.current().home().toString(), CI: 'true', LC_ALL: 'C.UTF-8',
  GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/os',
  GITHUB_WORKFLOW_REF: 'example/os/.github/workflows/images.yml@refs/heads/trunk', STORY_RELEASES: releases.toString(),
  BRANCH: 'trunk', BUILD: 'package', CAPTAIN_PUBLIC_KEY: '', CAPTAIN_SIGN_KEY: '', CAPTAIN_SIGN_PASSWORD: '', CHECKOUT: 'false',
  CAPTAIN: 'io.github.captainos:captain-maven-plugin:' + workflows['publish.yml'].on.workflow_call.inputs['captain-version'].default,
  DRY_RUN: 'false', EXCLUDE: '', FLAVOR_ID: '', GH_REPO: 'example/os', GH_TOKEN: 'token-of-the-story',
  IMAGE: repository + ':v1', MAVEN: 'mvn',
  MAVEN_ARGUMENTS: '\n-Dstory=x\n--show-version\n', NOTES: '', PROVENANCE: '', REGISTRY: guarded.address(),
  REGISTRY_USERNAME: 'captain', REGISTRY_PASSWORD: 'secret-of-the-story', REQUIRED: '', TARGETS: 'amd64,arm64'
]
def run = { String file, String job, String name, Path workspace, Map values ->
  def workflow = workflows[file]
  def step = workflow.jobs[job].steps.find { it.name == name }
  def environment = usual + values
  [workflow, workflow.jobs[job], step].each { level ->
    level.env?.each { variable, value ->
      if (!value.toString().contains('${{')) {
        environment[variable] = value.toString()
      } else {
        assertThat(environment).as('expressions of the step ' + name).containsKey(variable)
      }
    }
  }
  def temp = workspace.resolveSibling('temp')
  def files = [GITHUB_OUTPUT: temp.resolve('output'), GITHUB_STEP_SUMMARY: temp.resolve('summary')]
  files.values().each { Files.writeString(it, '') }
  def script = Files.writeString(temp.resolve('step.sh'), step.run)
  def builder = new ProcessBuilder('bash', '--noprofile', '--norc', '-eo', 'pipefail', script.toString())
  builder.directory(workspace.toFile()).redirectErrorStream(true)
  builder.environment().clear()
  (environment + files + [HOME: workspace.resolveSibling('home'), RUNNER_TEMP: temp]).each { variable, value ->
    builder.environment()[variable] = value.toString()
  }
  def process = builder.start()
  process.outputStream.close()
  def log = process.inputStream.getText('UTF-8')
  def status = process.waitFor()
  println "#### $file: $name\n$log"
  assertThat(log).doesNotContain('secret-of-the-story', 'token-of-the-story')
  [ok: status == 0, log: log, summary: Files.readString(files.GITHUB_STEP_SUMMARY), outputs: StepOutputs.read(files.GITHUB_OUTPUT),
      call: log.readLines().find { it.startsWith('mvn ') }]
}
def succeed = { String file, String job, String name, Path workspace, Map values ->
  def result = run(file, job, name, workspace, values)
  assertThat(result.ok).as(name).isTrue()
  result
}
def calls = { String file, String job, String name, Path workspace, Map values -> succeed(file, job, name, workspace, values).call }

// what is published, and where

def desk = machine('desk')
def decide = { Map values -> run('publish.yml', 'version', 'Decide whether to publish', desk, values) }
assertThat(decide([GITHUB_REF: 'refs/heads/trunk']).outputs).containsExactly(Map.entry('dry-run', 'false'))
['refs/heads/trunk2', 'refs/tags/trunk', 'refs/pull/7/merge'].each {
  def elsewhere = decide([GITHUB_REF: it])
  assertThat(elsewhere.outputs).containsExactly(Map.entry('dry-run', 'true'))
  assertThat(elsewhere.log).contains("::notice::Nothing is published: $it is not the branch trunk")
}
assertThat(decide([GITHUB_REF: 'refs/heads/', BRANCH: '']).ok).isFalse()

// the images' tag: the nearest version tag, without those on the commit itself, and the commit

def versions = newRepository('versions')
def tagOf = { String sha, String exclude = '' ->
  // the runner's files are beside the workspace
  def workspace = machine('version-' + UUID.randomUUID(), versions)
  run('publish.yml', 'version', "Determine the images' tag", workspace, [GITHUB_SHA: sha, EXCLUDE: exclude])
}
def version = { String exclude = '' ->
  def sha = git(versions, 'rev-parse', 'HEAD')
  def tag = tagOf(sha, exclude).outputs.tag
  assertThat(tag).endsWith('-' + sha.take(7))
  tag - ('-' + sha.take(7))
}
def first = commit(versions)
assertThat(version()).isEqualTo('v0.0.0')
git(versions, 'tag', 'v1.0.0')
assertThat(version()).isEqualTo('v0.0.0')
commit(versions)
git(versions, 'tag', 'nightly')
def second = commit(versions)
git(versions, 'tag', 'v1.1.0-rc1')
git(versions, 'tag', '--annotate', '--message=the release', 'v1.1.0')
assertThat(version()).isEqualTo('v1.0.0')
commit(versions)
assertThat(version()).isEqualTo('v1.1.0')
assertThat(tagOf(first).outputs.tag).isEqualTo('v0.0.0-' + first.take(7))
assertThat(tagOf(second).outputs.tag).isEqualTo('v1.0.0-' + second.take(7))
['v1.2.0-rc1', 'v1.2.0', 'v1.2.0+build'].each {
  commit(versions)
  git(versions, 'tag', it)
}
def third = commit(versions)
assertThat(version('\n v*-rc* \n\nv*+*\nv1.2.0\n')).isEqualTo('v1.1.0')
assertThat(version('v*+*')).isEqualTo('v1.2.0')
def invalid = tagOf(third)
assertThat(invalid.ok).isFalse()
assertThat(invalid.log).contains('::error::The git tag v1.2.0+build cannot be', 'version-exclude')
// a repository that cannot be read is not version zero
def unreadable = tagOf('1234567890123456789012345678901234567890')
assertThat(unreadable.ok).isFalse()
assertThat(unreadable.outputs).isEmpty()

// how Maven is called

def os = newRepository('os')
Files.copy(story.file('pom.xml'), os.resolve('pom.xml'))
Files.writeString(os.resolve('mvnw'), '#!/bin/sh\nexec mvn "$@"\n')
os.resolve('mvnw').toFile().executable = true
git(os, 'add', '.')
commit(os)
git(os, 'tag', 'v1.1.0')
def sha = commit(os)
def built = 'v1.1.0-' + sha.take(7)
def ofCommit = [GITHUB_SHA: sha, CAPTAIN_TAG: built, TARGET: 'amd64']
def somewhere = machine('somewhere', os)

def flavored = ofCommit + [FLAVOR_ID: 'pi', MAVEN: './mvnw', BUILD: 'validate\npackage\n']
def usually = '--batch-mode -Dcaptain.flavor=pi -Dstory=x --show-version'
assertThat(calls('publish.yml', 'target', 'Build', somewhere, flavored))
    .isEqualTo("mvn $usually validate package -Dcaptain.tag=$built -Dcaptain.target=amd64".toString())
assertThat(calls('publish.yml', 'target', 'Publish', somewhere, flavored))
    .isEqualTo("mvn $usually captain:publish@pi -Dcaptain.tag=$built -Dcaptain.target=amd64 -Dcaptain.dryRun=false".toString())
// the last job takes only the arguments that need no POM, unless it has one
def combine = { Map values ->
  succeed('publish.yml', 'both', 'Choose the command and its arguments', somewhere, flavored + values)
  ['Combine the images', 'Tag the images with the commit'].collect { calls('publish.yml', 'both', it, somewhere, flavored + values) }
}
def given = "-Dcaptain.registry=${guarded.address()} -Dcaptain.repository=example/os -Dcaptain.artifactName=artifacts" +
    " -Dcaptain.targets=amd64,arm64 -Dcaptain.tag=$built $usual.CAPTAIN"
assertThat(combine([:])).containsExactly("mvn --batch-mode -Dcaptain.flavor=pi -Dstory=x $given:combine@pi".toString(),
    "mvn --batch-mode -Dcaptain.flavor=pi -Dstory=x $given:tag-all@pi -Dcaptain.newTag=$sha -Dcaptain.overwrite=true".toString())
assertThat(combine([CHECKOUT: 'true'])[0]).isEqualTo("mvn $usually $given:combine@pi".toString())
assertThat(['Fetch the files', 'Tag the images'].collect { calls('release.yml', 'release', it, somewhere, flavored + [GITHUB_REF_NAME: 'v1']) })
    .allMatch { it.startsWith("mvn $usually captain:") && it.contains('@pi ') }
// a pull request from a fork has no key
assertThat(calls('publish.yml', 'target', 'Publish', somewhere, ofCommit + [DRY_RUN: 'true', PROVENANCE: 'true'])).doesNotContain('provenance')
assertThat(calls('publish.yml', 'target', 'Publish', somewhere, ofCommit + [PROVENANCE: 'true'])).endsWith('-Dcaptain.provenance=true')

// from a commit to a release

def outputsOf = { List targets, String tag, Map digests ->
  def images = targets.collectEntries { [it, [digest: digests[it], reference: "$repository:$tag".toString() + (it == 'both' ? '' : '-' + it),
      tag: tag + (it == 'both' ? '' : '-' + it)]] }
  [tag: tag, image: images[targets.last()].reference, digest: digests[targets.last()]] +
      targets.collectEntries { ['image-' + it, images[it].reference] } + targets.collectEntries { ['digest-' + it, digests[it]] } +
      [images: new ObjectMapper().writeValueAsString(images)]
}
def shown
try {
  def storage = guarded.home().resolve('storage/docker/registry/v2/repositories/example/os/artifacts')
  def values = ofCommit + real + ['CAPTAIN_SIGN_KEY': new String(TestKeys.file('cosign.key')), 'CAPTAIN_SIGN_PASSWORD': 'correct',
      CAPTAIN_PUBLIC_KEY: new String(TestKeys.file('cosign.pub')), REQUIRED: 'provenance', PROVENANCE: 'true']
  def published = ['amd64', 'arm64'].collectEntries { target ->
    def workspace = machine(target, os)
    def ofTarget = values + [TARGET: target]
    succeed('publish.yml', 'target', 'Build', workspace, ofTarget)
    if (target == 'amd64') {
      def planned = succeed('publish.yml', 'target', 'Publish', workspace, ofTarget + [DRY_RUN: 'true', CAPTAIN_SIGN_KEY: ''])
      assertThat(storage).doesNotExist()
      assertThat(planned.outputs).containsEntry('image', "$repository:$built-amd64".toString())
      assertThat(planned.summary).startsWith('```text\nPublish planned, nothing was sent (dry run)\n').contains('  would send\n')
    }
    def result = succeed('publish.yml', 'target', 'Publish', workspace, ofTarget)
    assertThat(result.outputs - outputsOf([target], built, [(target): result.outputs.digest]))
        .isEqualTo([report: workspace.resolve('target/captain/publish.json').toString()])
    assertThat(result.summary).contains('Publish complete', '  sent\n', "    $built-$target  ${result.outputs.digest}  new")
    [target, result.outputs]
  }

  // the last job has no file, and not even the repository
  def both = machine('both')
  succeed('publish.yml', 'both', 'Choose the command and its arguments', both, values + [IMAGE: published.arm64.image])
  def combined = succeed('publish.yml', 'both', 'Combine the images', both, values)
  def digests = [amd64: published.amd64.digest, arm64: published.arm64.digest, both: combined.outputs.digest]
  assertThat(digests.values()).doesNotHaveDuplicates().allMatch { it ==~ /sha256:[0-9a-f]{64}/ }
  assertThat(combined.outputs - outputsOf(['amd64', 'arm64', 'both'], built, digests)).containsOnlyKeys('report')
  assertThat(combined.summary).contains('Combine complete', digests.both)
  def marked = succeed('publish.yml', 'both', 'Tag the images with the commit', both, values)
  assertThat(marked.outputs - outputsOf(['amd64', 'arm64', 'both'], sha, digests)).containsOnlyKeys('report')
  assertThat(both.toFile().list()).containsExactly('target')

  // a tag releases it; the tag of the images is the commit
  def tagged = values + [GITHUB_REF: 'refs/tags/v1.2.0', GITHUB_REF_NAME: 'v1.2.0', GITHUB_REF_TYPE: 'tag', CAPTAIN_TAG: sha]
  def workspace = machine('release', os)
  def untagged = run('release.yml', 'release', 'Check that there is a tag', workspace, tagged + [GITHUB_REF_TYPE: 'branch'])
  assertThat(untagged.ok).isFalse()
  assertThat(untagged.log).contains('::error::refs/tags/v1.2.0 is not a tag')
  succeed('release.yml', 'release', 'Check that there is a tag', workspace, tagged)
  def fetched = succeed('release.yml', 'release', 'Fetch the files', workspace, tagged)
  assertThat(fetched.outputs).containsEntry('digest', digests.both)
      .containsEntry('directory', workspace.resolveSibling('temp/release').toString())
  assertThat(fetched.outputs.files.readLines()).hasSize(2 + 1 + 3 + 1).allMatch { Files.isRegularFile(Path.of(it)) }
  assertThat(fetched.summary).contains('Pull complete', '  fetched\n')
  def released = succeed('release.yml', 'release', 'Tag the images', workspace, tagged)
  assertThat(released.outputs - outputsOf(['amd64', 'arm64', 'both'], 'v1.2.0', digests)).containsOnlyKeys('report')
  assertThat(released.summary).contains('Tag complete', "  $sha  ")

  // the notes compare it with the release before, which is not signed; pre-releases and later releases are not asked for
  def before = { String name -> succeed('release.yml', 'release', 'Find the release before', workspace, tagged + [GITHUB_REF_NAME: name]).outputs.tag }
  assertThat(before('v1.2.0')).isEmpty()
  ['v1.1.0', 'v1.2.0-rc1', 'v1.10.0'].each { Files.createDirectory(releases.resolve(it)) }
  assertThat(['v1.2.0', 'v1.2.0-rc1', 'v1.11.0-rc1'].collect { before(it) }).containsExactly('v1.1.0', 'v1.1.0', 'v1.10.0')
  Command.run(storage, 'cp', '-r', '_manifests/tags/' + built, '_manifests/tags/v1.1.0')
  def compare = { Map more -> succeed('release.yml', 'release', 'Compare the images with those of the release before', workspace,
      tagged + [PREVIOUS_TAG: 'v1.1.0'] + more) }
  def compared = compare([CAPTAIN_PUBLIC_KEY: ''])
  assertThat(Path.of(compared.outputs.notes)).content().startsWith('### Files, compared with v1.1.0').contains('No file has changed.')
  assertThat(compare([STORY_MAVEN: '', STORY_STATUS: '1']).log).contains('::warning::The release notes do not compare', 'v1.1.0')

  // the release has the very files; a directory is an archive, and so are all files of a flavor
  def release = { Map more -> succeed('release.yml', 'release', 'Release the files', workspace, tagged + more) }
  def contents = { Path archive -> Command.run(basedir.toPath(), 'tar', '-tf', archive.toString()).readLines() }
  [[NOTES: compared.outputs.notes], [:]].each {
    release(it)
    ['amd64', 'arm64'].each { arch ->
      [("vmlinuz-$arch".toString()): 'out/vmlinuz-' + arch, ("os-${arch}.iso".toString()): "mkosi.output/$arch/os ${arch}.iso",
          ("sha256sums-${arch}.txt".toString()): "target/captain/sha256sums-${arch}.txt"].each { asset, file ->
        assertThat(releases.resolve('v1.2.0/' + asset)).hasSameBinaryContentAs(story.file("machines/$arch/workspace").resolve(file.toString()))
      }
    }
    assertThat(releases.resolve('v1.2.0').toFile().list().findAll { it.endsWith('.sigstore.json') })
        .containsExactlyInAnyOrder('sha256sums-amd64.txt.sigstore.json', 'sha256sums-arm64.txt.sigstore.json')
    assertThat(contents(releases.resolve('v1.2.0/dtb-arm64.tar'))).contains('dtb-arm64/broadcom/board.dtb')
  }
  assertThat(releases.resolve('notes-v1.2.0')).hasSameTextualContentAs(Path.of(compared.outputs.notes))
  Files.delete(releases.resolve('notes-v1.2.0'))
  release([GITHUB_REF_NAME: 'v1.3.0-rc1', FLAVOR_ID: 'pi'])
  assertThat(releases.resolve('v1.3.0-rc1').toFile().list()).containsExactly('pi.tar')
  assertThat(contents(releases.resolve('v1.3.0-rc1/pi.tar'))).contains('./vmlinuz-arm64', './dtb-arm64/broadcom/board.dtb')
  def toGitHub = Files.readAllLines(releases.resolve('calls')).findAll { !it.startsWith('release view') && !it.startsWith('release list') }
  assertThat(toGitHub).hasSize(4)
  assertThat(toGitHub[0]).startsWith("release create v1.2.0 --verify-tag --generate-notes --notes-file=$compared.outputs.notes /")
  assertThat(toGitHub[1]).startsWith('release upload v1.2.0 --clobber /')
  assertThat(toGitHub[2]).isEqualTo('release edit v1.2.0 --draft=false')
  assertThat(toGitHub[3]).startsWith('release create v1.3.0-rc1 --verify-tag --generate-notes --prerelease /')

  guarded.close()
  shown = Distribution.start(guarded.home())
  def images = new RemoteView(shown.address(), guarded.home().toString(), 'example/os/artifacts')
  assertThat(images.tags().findAll { !it.startsWith('sha256-') })
      .containsExactlyInAnyOrder('v1.1.0', *[built, sha, 'v1.2.0'].collectMany { tag -> ['', '-amd64', '-arm64'].collect { tag + it } })
  ['', '-amd64', '-arm64'].each { target ->
    [sha, 'v1.2.0'].each { assertThat(images.manifestBytes(it + target)).isEqualTo(images.manifestBytes(built + target)) }
  }
} finally {
  guarded.close()
  shown?.close()
}
true
