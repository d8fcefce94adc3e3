import static org.assertj.core.api.Assertions.assertThat

import groovy.xml.XmlSlurper
import io.github.captainos.testing.story.Maven
import java.util.zip.ZipFile

def plugin = new Maven(localRepositoryPath, projectVersion).plugin()
def pom = new XmlSlurper().parse(plugin.resolveSibling("captain-maven-plugin-${projectVersion}.pom".toString()).toFile())
assertThat(pom.dependencies.dependency.collect { it.scope.text() } as Set).isSubsetOf('provided', 'test')

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
}
true
