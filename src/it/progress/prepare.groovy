import io.github.captainos.testing.HangGuard
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.story.Maven
import java.nio.file.Files

// the system buffers some MiB of sent data; these files are larger
['os.iso': 32 << 20, vmlinuz: 16 << 20].each { name, size ->
  new File(basedir, name).bytes = new byte[size].tap { new Random(size).nextBytes(it) }
}
// the line that shows the progress, in either form
def line = { doing, amount -> ~/(?m)$doing: $amount of 48\.0 MiB, (\d+\.\d [KMG]iB|\d+ B)\/s, \d+ (s|min|h) left(?=$|\033)/ }
context.proxies = []
// passes 4 MiB of both files, and the rest once that was shown
def through = { address, Hold hold, requests, output, shown ->
  context.proxies << new FaultyProxy(address, address, requests, 2, hold)
  Thread.startDaemon {
    try {
      def log = new File(basedir, output)
      HangGuard.await("$shown in $output") { log.exists() && log.getText('UTF-8') =~ shown }
      hold.release()
    } catch (e) {
      hold.drop()
      throw e
    }
  }
  context.proxies.last().address()
}
// except for the data that is currently being written
context.uploading = line('Uploading', /(7\.[7-9]|[89]\.\d|[1-3]\d\.\d|4[0-7]\.\d)/)
context.fetching = line('Fetching', /8\.0/)
def uploads = { address, output -> through(address, Hold.bodiesAfter(4 << 20), 'PUT .*/blobs/uploads/', output, context.uploading) }
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@',
    uploads(through(registry, Hold.answersAfter(4 << 20), 'GET .*/blobs/', 'build.log', context.fetching), 'build.log'))

// at the same time on a terminal, which 'script' of util-linux provides
if (Command.exists('script') && Command.run(basedir.toPath(), 'sh', '-c', 'script --version || :').contains('util-linux')) {
  def copy = Files.createDirectory(basedir.toPath().resolve('live'))
  ['pom.xml', 'os.iso', 'vmlinuz'].each { Files.createLink(copy.resolve(it), copy.resolveSibling(it)) }
  def builder = new Maven(localRepositoryPath, projectVersion).with('TERM', 'xterm').command(copy, 'captain:publish',
      '-Dcaptain.registry=' + uploads(registry, 'terminal'), '-Dcaptain.repository=it/progress/live', '-Dcaptain.gitSha=1234567',
      '-Dcaptain.timeout=3600', '-Dcaptain.progress=live')
  def quoted = builder.command().collect { "'$it'" }.join(' ')
  builder.command('script', '-qec', 'stty rows 24 columns 80; exec ' + quoted, '/dev/null')
  context.live = builder.redirectOutput(new File(basedir, 'terminal')).start()
  context.live.outputStream.close()
} else {
  println "The line on a terminal is not looked at, since there is no 'script' of util-linux"
}
true
