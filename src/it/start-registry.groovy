// Starts the registry that the stories publish to: CNCF Distribution, on a free port of this
// machine, with its storage and its access log under target/registry.

import java.nio.file.Files
import java.nio.file.Path

def given = session.userProperties['captain.it.registry']
if (given) {
  if (!session.userProperties['captain.it.registry.home']) {
    throw new IllegalStateException("""Set -Dcaptain.it.registry.home too: a directory in which
the registry at $given keeps 'storage', its data, and 'access.log', what it prints.""")
  }
  log.info("The integration tests use the registry at $given")
  return
}

def home = Path.of(project.build.directory, 'registry')
home.toFile().deleteDir()
Files.createDirectories(home.resolve('storage'))
def port = new ServerSocket(0, 1, InetAddress.loopbackAddress).withCloseable { it.localPort }

def onPath = { name ->
  System.getenv('PATH').split(File.pathSeparator)
      .collect { Path.of(it, name) }
      .find { Files.isExecutable(it) }
}
def binary = onPath('docker-registry') ?: onPath('registry')
def engine = onPath('docker') ?: onPath('podman')
def command
if (binary) {
  def config = home.resolve('config.yml')
  config.toFile().text = """\
version: 0.1
log:
  accesslog:
    disabled: false
  level: warn
storage:
  filesystem:
    rootdirectory: '${home.resolve('storage')}'
http:
  addr: 127.0.0.1:$port
"""
  command = [binary, 'serve', config]
} else if (engine) {
  command = [engine, 'run', '--rm', '--publish', "127.0.0.1:$port:5000",
             '--volume', "${home.resolve('storage')}:/var/lib/registry", 'registry:3']
} else {
  throw new IllegalStateException('''\
The integration tests need a registry, and there is none. One of these gives them one:
  - the command docker-registry (Debian, Ubuntu: apt-get install docker-registry)
  - the command registry (https://github.com/distribution/distribution/releases)
  - Docker or Podman, to run registry:3
  - one that runs already: -Dcaptain.it.registry=host:port -Dcaptain.it.registry.home=directory
Without integration tests: -Dinvoker.skip''')
}

def process = new ProcessBuilder(command.collect { it.toString() })
    .redirectErrorStream(true)
    .redirectOutput(home.resolve('access.log').toFile())
    .start()
// also where the build is cut short
Runtime.runtime.addShutdownHook(new Thread({ process.destroy() }))
project.setContextValue('captain.it.registry.process', process)

def isUp = {
  try {
    new URI("http://127.0.0.1:$port/v2/").toURL().openConnection().responseCode == 200
  } catch (IOException e) {
    false
  }
}
def deadline = System.nanoTime() + 60_000_000_000L
while (!isUp()) {
  if (!process.alive || System.nanoTime() > deadline) {
    throw new IllegalStateException("The registry did not start: ${command.join(' ')}\n"
        + home.resolve('access.log').toFile().text)
  }
  sleep(100)
}
project.properties['captain.it.registry'] = "127.0.0.1:$port".toString()
project.properties['captain.it.registry.home'] = home.toString()
log.info("The integration tests use ${command.first()} at 127.0.0.1:$port")
