import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.StepOutputs
import io.github.captainos.testing.TestKeys
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
// variable the value that an expression would have, and passes outputs on. bin/mvn starts Maven only where "real" is set;
// these steps are the invoker's build of this story.
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
def fileOf = { Path workspace, String step, String type -> workspace.resolveSibling("temp/${step.replaceAll(/\W+/, '-')}.$type") }
// writes a script that runs a step
def write = { String file, String job, String name, Path workspace, Map values ->
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
  def files = [GITHUB_OUTPUT: fileOf(workspace, name, 'output'), GITHUB_STEP_SUMMARY: fileOf(workspace, name, 'summary')]
  files.values().each { Files.writeString(it, '') }
  def all = environment + files + [HOME: workspace.resolveSibling('home'), RUNNER_TEMP: workspace.resolveSibling('temp')]
  def script = Files.writeString(fileOf(workspace, name, 'bash'), step.run)
  Files.writeString(fileOf(workspace, name, 'sh'), """\
cd '$workspace'
exec env -i ${all.collect { "'$it.key=$it.value'" }.join(' ')} \
  bash --noprofile --norc -eo pipefail '$script' < /dev/null > '${fileOf(workspace, name, 'log')}' 2>&1
""")
}
def read = { Path workspace, String name ->
  def log = Files.readString(fileOf(workspace, name, 'log'))
  println "#### $name\n$log"
  assertThat(log).doesNotContain('secret-of-the-story', 'token-of-the-story')
  [log: log, summary: Files.readString(fileOf(workspace, name, 'summary')), outputs: StepOutputs.read(fileOf(workspace, name, 'output')),
      call: log.readLines().find { it.startsWith('mvn ') }]
}
def run = { String file, String job, String name, Path workspace, Map values ->
  def status = ['sh', write(file, job, name, workspace, values).toString()].execute().waitFor()
  [ok: status == 0] + read(workspace, name)
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
assertThat(calls('publish.yml', 'target', 'Publish', somewhere, ofCommit + [DRY_RUN: 'true', PROVENANCE: 'true']))
    .doesNotContain('provenance').endsWith('-Dcaptain.dryRun=true')
assertThat(calls('publish.yml', 'target', 'Publish', somewhere, ofCommit + [PROVENANCE: 'true'])).endsWith('-Dcaptain.provenance=true')

// from a commit to a release: the last job of publish.yml has no file, and not even the repository

def secrets = ofCommit + ['CAPTAIN_SIGN_KEY': new String(TestKeys.file('cosign.key')), 'CAPTAIN_SIGN_PASSWORD': 'correct',
    CAPTAIN_PUBLIC_KEY: new String(TestKeys.file('cosign.pub')), REQUIRED: 'provenance', PROVENANCE: 'true']
// a tag releases the images; their tag is an input
def tagged = secrets + [GITHUB_REF: 'refs/tags/v1.2.0', GITHUB_REF_NAME: 'v1.2.0', GITHUB_REF_TYPE: 'tag']
def steps = story.file('steps.sh').toFile()
steps.text = '#!/bin/sh\n'
def later = { String file, String job, String name, Path workspace, Map values ->
  steps << "sh '${write(file, job, name, workspace, values + real)}' || { cat '${fileOf(workspace, name, 'log')}'; exit 1; }\n"
}
['amd64', 'arm64'].each { target ->
  def workspace = machine(target, os)
  ['Build', 'Publish'].each { later('publish.yml', 'target', it, workspace, secrets + [TARGET: target]) }
}
def both = machine('both')
['Choose the command and its arguments', 'Combine the images'].each {
  later('publish.yml', 'both', it, both, secrets + [IMAGE: "$repository:$built-arm64"])
}
def release = machine('release', os)
['Fetch the files', 'Tag the images'].each { later('release.yml', 'release', it, release, tagged) }
steps.executable = true
context << [story: story, guarded: guarded, repository: repository, releases: releases, machine: machine, read: read, run: run,
    succeed: succeed, calls: calls, sha: sha, built: built, secrets: secrets, tagged: tagged]
true
