import static org.assertj.core.api.Assertions.assertThat

import groovy.xml.XmlSlurper
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.TestKeys
import java.util.zip.ZipFile

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
assertThat(runs).hasSize(3)
assertThat(runs[0]).contains('Publish planned, nothing was sent (dry run)', 'Publish complete', 'Tag complete',
    'Pull complete', 'captain:pull', 'maxUnpackedSize', 'BUILD SUCCESS')
def zstd = 'Captain has no zstd for this operating system and processor. Choose another compression'
assertThat(runs[1]).contains('vmlinuz-amd64 cannot be compressed into ', zstd, 'BUILD FAILURE')
assertThat(runs[2]).contains(zstd, 'No file was written.', 'BUILD FAILURE')
story.failsWith()

def layer = 'application/vnd.oci.image.layer.v1.tar'
def images = story.images()
def manifest = images.manifest(images.manifest('v1.0.0-final').path('manifests').path(0).path('digest').asText())
assertThat(manifest.path('layers').collect { it.path('mediaType').asText() })
    .containsExactly(layer + '+zstd', layer, layer + '+gzip', layer)

// Maven resolves no dependencies for it
def plugin = new Maven(localRepositoryPath, projectVersion).plugin()
def pom = new XmlSlurper().parse(plugin.resolveSibling("captain-maven-plugin-${projectVersion}.pom".toString()).toFile())
assertThat(pom.dependencies.dependency.collect { it.scope.text() } as Set).isSubsetOf('provided', 'test')

assertThat(plugin.toFile().length()).isLessThanOrEqualTo(16_000_000L)
new ZipFile(plugin.toFile()).withCloseable { jar ->
  def names = jar.entries().collect { it.name }
  def text = { name -> jar.getInputStream(jar.getEntry(name)).getText('UTF-8') }

  // signatures belong to other jars, and would be verified at each start
  assertThat(names.findAll { it ==~ /META-INF\/[^\/]+\.(SF|RSA|DSA|EC)/ }).isEmpty()
  assertThat(names.countBy { it }.findAll { it.value > 1 }).isEmpty()

  // the plugin's descriptor lists these dependencies
  def libraries = new XmlSlurper().parseText(text('META-INF/maven/plugin.xml')).dependencies.dependency.collect { "$it.groupId:$it.artifactId" as String }
  def licences = text('META-INF/licenses/README.txt')
  def said = (licences =~ /(?m)^  (\S+:\S+)/).collect { it[1] }
  assertThat(libraries).contains('com.google.cloud.tools:jib-core', 'com.github.luben:zstd-jni')
  assertThat(said).containsExactlyInAnyOrderElementsOf(libraries)

  def texts = (licences =~ /META-INF\/[\w-]+[A-Z]|[\w-]+\.txt/).collect { it.startsWith('META-INF') ? it : "META-INF/licenses/$it" as String }
  assertThat(texts).contains('META-INF/LICENSE', 'META-INF/NOTICE', 'META-INF/licenses/bouncycastle.txt', 'META-INF/licenses/zstd.txt')
  texts.each { assertThat(text(it)).as(it).isNotBlank() }
  // the file of jib-core has the same name
  assertThat(text('commons-logging.properties')).contains('NoOpLog').startsWith('#')
  def natives = names.findAll { it =~ /\.(so|dylib|dll)$/ }
  assertThat(natives*.replaceFirst('/[^/]*$', '')).containsExactlyInAnyOrder(
      'linux/amd64', 'linux/aarch64', 'darwin/x86_64', 'darwin/aarch64', 'win/amd64', 'win/aarch64')
}
// it reads a key of cosign, which needs Bouncy Castle
new URLClassLoader([plugin.toUri().toURL()] as URL[], ClassLoader.platformClassLoader).withCloseable { loader ->
  def file = { TestKeys.file("cosign.$it") }
  def keys = 'io.github.captainos.trust.key'
  def key = loader.loadClass("${keys}.SigningKey").read(file('key'), Optional.of('correct'.toCharArray()))
  assertThat(key.verificationKey()).isEqualTo(loader.loadClass("${keys}.VerificationKey").read(file('pub')))
}
true
