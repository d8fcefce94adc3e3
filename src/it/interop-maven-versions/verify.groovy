import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Jdk
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def os = story.file('os')
// the root directory of the project for Maven 4, and the last directory that all versions search for options
Files.createDirectories(os.resolve('.mvn'))

def jdks = Jdk.found()
println "JDKs found: ${jdks.join(', ')}"
def current = Jdk.current()
def other = jdks.findAll { it != current }.max { Math.abs(it.feature() - current.feature()) }

// all versions run on the JDK of this build, and the maintained ones also on another JDK
def runs = []
story.file('target/mavens').toFile().listFiles().sort().each { home ->
  def isOld = home.name ==~ /.*-3\.[0-8]\..*/
  [current, isOld ? null : other].findAll().each { jdk -> runs << [home: home.toPath(), jdk: jdk] }
}
assertThat(runs.collect { it.home }.toSet()).hasSize(4)

def digests = [:]
runs.each { run ->
  def name = "${run.home.fileName}-jdk-${run.jdk.feature()}".toString()
  def built = new Maven(localRepositoryPath, projectVersion, run.home, run.jdk).run(os, 'deploy',
      "-Dcaptain.registry=$registry".toString(), "-Dcaptain.artifactName=$name".toString(),
      // used from 3.9 on
      '-Dmaven.plugin.validation=VERBOSE',
      // Maven 4 requests a file that not all mirrors have, and warns if it is missing
      '-Daether.remoteRepositoryFilter.prefixes=false')
  Files.writeString(story.file(name + '.log'), built.output())
  assertThat(built.succeeded()).as(built.output()).isTrue()
  assertThat(built.output()).contains('Publish complete', 'Tag complete', 'Pull complete')

  // Java's warning names the library; those of Maven are in its home directory
  def warnings = built.output().readLines().findAll { it =~ /^\[?WARN/ }
  def ofMaven = warnings.findAll { it.contains("file:${run.home}/lib/") }
  if (ofMaven) {
    warnings -= warnings.findAll { it.startsWith('WARNING: ') && !it.contains(' has been called by ') }
    warnings -= ofMaven
  }
  assertThat(warnings).as(name).isEmpty()
  assertThat(built.output()).doesNotContain('Plugin validation issues', 'Plugin issues detected')

  def images = new RemoteView(registry, registryHome, 'it/interop-maven-versions/' + name)
  assertThat(images.tags())
      .containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-final', 'v1.0.0-final-amd64')
  digests[name] = images.manifests()
  def annotations = images.manifest('v1.0.0').path('annotations')
  assertThat(['description', 'url', 'vendor'].collect { annotations.path('org.opencontainers.image.' + it).asText() })
      .containsExactly('Boot files & their checksums,\n    built in os', 'https://www.example.org/it', 'Example')
  ['vmlinuz-amd64': 'vmlinuz-6.12.0', 'initramfs-amd64.cpio.zst': 'initramfs-amd64.cpio.zst',
   'captainos-amd64.iso': 'captainos-amd64.iso'].each { pulled, file ->
    assertThat(os.resolve("target/captain/pull/$pulled")).hasSameBinaryContentAs(os.resolve("target/os/amd64/$file"))
  }
  os.resolve('target').toFile().deleteDir()
}
println "The same digests from ${digests.keySet().join(', ')}"
assertThat(digests.values().toSet()).as(digests.toString()).hasSize(1)
true
