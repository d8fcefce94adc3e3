// Starts the registry that the stories publish to, unless one is set.

import io.github.captainos.testing.program.Distribution
import java.nio.file.Path

// what the verify scripts run in this JVM is noisy: tests break its connections. Not in .mvn, where it would also
// change what the goals print
[['org.littleshoot.proxy', 'warn'], ['io.netty', 'off'], ['io.github.captainos', 'error']].each { name, level ->
  System.setProperty("org.slf4j.simpleLogger.log.$name", level)
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
