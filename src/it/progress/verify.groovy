import static java.nio.charset.StandardCharsets.UTF_8
import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.story.TerminalView
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
// the system buffers some MiB of sent data; these files are larger
def content = { size -> new byte[size].tap { bytes -> new Random(size).nextBytes(bytes) } }
Files.write(story.file('os.iso'), content(32 << 20))
Files.write(story.file('vmlinuz'), content(16 << 20))
// for concurrent builds
def copy = { name ->
  def directory = Files.createDirectories(story.file(name))
  ['pom.xml', 'os.iso', 'vmlinuz'].each { Files.createLink(directory.resolve(it), story.file(it)) }
  directory
}

// passes this much of both files, and no more until the expected output was seen
def some = 4 << 20
def holding = { Hold hold, String requests, Closure work ->
  new FaultyProxy(registry, registry, requests, 2, hold).withCloseable {
    try {
      work(hold, it.address())
    } finally {
      hold.drop()
    }
  }
}
def uploads = { Closure work -> holding(Hold.bodiesAfter(some), 'PUT .*/blobs/uploads/', work) }
def downloads = { Closure work -> holding(Hold.answersAfter(some), 'GET .*/blobs/', work) }

def maven = new Maven(localRepositoryPath, projectVersion)
def where = { address, name ->
  ['-Dcaptain.registry=' + address, '-Dcaptain.repository=it/progress/' + name, '-Dcaptain.gitSha=1234567', '-Dcaptain.timeout=3600']
}
def begin = { directory, goal, address, name, String... more -> maven.command(directory, 'captain:' + goal, *where(address, name), *more).start() }
def end = { Process process, lines = [] ->
  process.inputReader(UTF_8).eachLine { lines << it }
  assertThat(process.waitFor()).as(lines.join('\n')).isZero()
  lines
}
def here = basedir.toPath()

// the line that shows the progress, in either form
def progress = { text, doing -> (text =~ /$doing: (\d+\.\d) of 48\.0 MiB, (\d+\.\d [KMG]iB|\d+ B)\/s, \d+ (s|min|h) left$/) }
// what has passed except for the data that is currently being written
def isHeld = { text, doing ->
  def found = progress(text, doing)
  found.find() && (found.group(1) as double) >= 7.7
}
def isHalfSent = { text -> assertThat(progress(text, 'Uploading')[0][1] as double).isBetween(7.7d, 47.9d) }

// without a terminal, a line every few seconds
def line = { Process process, String doing, lines ->
  def reader = process.inputReader(UTF_8)
  // the stopped amount is in the next line but one at the latest
  for (int shown = 0; shown < 100; ) {
    def next = reader.readLine()
    assertThat(next).as(lines.join('\n')).isNotNull()
    lines << next
    if (next.contains(doing + ': ')) {
      shown++
      if (isHeld(next, doing)) {
        return next
      }
    }
  }
  throw new AssertionError(lines.join('\n'))
}
uploads { shownToNobody, quietAddress ->
  uploads { shown, address ->
    // a build that starts later and shows progress has done so by then
    def quiet = begin(copy('quiet'), 'publish', quietAddress, 'quiet', '-q', '-Dcaptain.progress=plain')
    assertThat(shownToNobody.awaitHeld(2, quiet.toHandle())).isTrue()
    def plain = begin(here, 'publish', address, 'plain')
    def lines = []
    def text = line(plain, 'Uploading', lines)
    assertThat(text).startsWith('[INFO] Uploading: ')
    isHalfSent(text)
    [shownToNobody, shown]*.release()
    end(plain, lines)
    assertThat(end(quiet)).allMatch { it.isBlank() }
  }
}
downloads { hold, address ->
  def process = begin(here, 'pull', address, 'plain', '-Dcaptain.pullOutput=pulled')
  def lines = []
  def text = line(process, 'Fetching', lines)
  assertThat(text).startsWith('[INFO] Fetching: 8.0 of 48.0 MiB, ')
  hold.release()
  end(process, lines)
}
// on a terminal, which 'script' of util-linux provides, there is one line for everything, and none at the end
def hasScript = Command.exists('script') && Command.run(here, 'sh', '-c', 'script --version || :').contains('util-linux')
if (hasScript) {
  def terminal = new TerminalView(24, 80)
  uploads { hold, address ->
    def builder = maven.with('TERM', 'xterm').command(here, 'captain:publish', *where(address, 'live'), '-Dcaptain.progress=live')
    def quoted = builder.command().collect { argument -> "'$argument'" }.join(' ')
    def process = builder.command('script', '-qec', 'stty rows 24 columns 80; exec ' + quoted, '/dev/null').start()
    process.outputStream.close()
    def reader = process.inputReader(UTF_8)
    def buffer = new char[1 << 13]
    def sent = ''
    def seen = []
    for (int length = 0; length >= 0; length = reader.read(buffer)) {
      sent += new String(buffer, 0, length)
      // a sequence is complete when the next one that erases the line begins
      def frames = sent.split('(?=\r\033\\[K)').toList()
      sent = frames.removeLast()
      frames.each {
        terminal.show(it)
        if (!seen && terminal.all() && isHeld(terminal.all().last(), 'Uploading')) {
          seen = terminal.all()
          hold.release()
        }
      }
    }
    terminal.show(sent)
    assertThat(process.waitFor()).as(terminal.all().join('\n')).isZero()
    assertThat(seen.findAll { it.contains(' left') }).as(terminal.all().join('\n')).singleElement().asString().startsWith('Uploading: ')
    isHalfSent(seen.last())
  }
  // Maven's output is complete, and not mixed with the line
  assertThat(terminal.all()).noneMatch { it.contains('Uploading:') || it.contains(' left') }
  assertThat(terminal.all()).contains('[INFO] Uploading os.iso (32.0 MiB)', '[INFO] Uploading vmlinuz (16.0 MiB)', '[INFO] Publish complete')
  assertThat(terminal.wraps()).isTrue()
} else {
  println "The line on a terminal was not looked at, since there is no 'script' of util-linux"
}
true
