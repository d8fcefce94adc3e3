// Starts the registry that the stories publish to, unless one is set, and prepares their Maven.

import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.maven.MavenWorkers
import java.nio.file.Path

def maven = Path.of(System.getProperty('maven.home'))
project.properties['it.maven'] = maven.resolve('bin/mvn').toString()
def startMaven = session.userProperties['it.startMaven'] ?: project.properties['it.startMaven']
if (startMaven == 'false' && MavenWorkers.support(maven)) {
  def home = Path.of(project.build.directory, 'it-maven')
  home.toFile().deleteDir()
  project.setContextValue('it.workers', MavenWorkers.create(maven, home))
  project.properties['it.maven'] = home.resolve('bin/mvn').toString()
}

def given = session.userProperties['captain.it.registry']
if (given) {
  if (!session.userProperties['captain.it.registry.home']) {
    throw new IllegalStateException("Set -Dcaptain.it.registry.home too: a directory in which the"
        + " registry at $given keeps its data in 'storage' and what it prints in 'access.log'.")
  }
  log.info("The integration tests use the registry at $given")
  return
}
def home = Path.of(project.build.directory, 'registry')
home.toFile().deleteDir()
def registry = Distribution.start(home)
project.setContextValue('captain.it.registry', registry)
project.properties['captain.it.registry'] = registry.address()
project.properties['captain.it.registry.home'] = home.toString()
log.info("The integration tests use a registry of their own at ${registry.address()}")
