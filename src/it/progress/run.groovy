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

def maven = new Maven(localRepositoryPath)
def where = { address, name ->
  ['-Dcaptain.registry=' + address, '-Dcaptain.repository=it/progress/' + name, '-Dcaptain.gitSha=1234567', '-Dcaptain.timeout=3600']
}
def begin = { directory, goal, address, name, String... more -> maven.begin(directory, goal, *where(address, name), *more) }
def end = { Process process, lines = [] ->
  process.inputReader(UTF_8).eachLine { lines << it }
  assertThat(process.waitFor()).as(lines.join('\n')).isZero()
  lines
}
def here = basedir.toPath()

// the progress of a file, in a line of either form
def percent = { text, name ->
  def found = text =~ /\b$name\b[^%\d]* (\d+) %/
  found.find() ? found.group(1) as int : 0
}
// less than the total, and at least what has passed except for the data that is currently being written
def isHeld = { text -> percent(text, 'os.iso') >= 12 && percent(text, 'vmlinuz') >= 24 }
def isHalfSent = { iso, vmlinuz, all ->
  assertThat(iso).isBetween(12, 99)
  assertThat(vmlinuz).isBetween(24, 99)
  assertThat(all).isBetween((32 * iso + 16 * vmlinuz).intdiv(48) - 1, (32 * (iso + 1) + 16 * (vmlinuz + 1)).intdiv(48))
}
def rate = '(\\d+\\.\\d [KMG]iB|\\d+ B)/s'
def left = '\\d+ (s|min|h) left'

// without a terminal, a line every few seconds with the progress of the files
def line = { Process process, String doing, lines ->
  def reader = process.inputReader(UTF_8)
  // the stopped amount is in the next line but one at the latest
  for (int shown = 0; shown < 100; ) {
    def next = reader.readLine()
    assertThat(next).as(lines.join('\n')).isNotNull()
    lines << next
    if (next.contains(doing + ': ')) {
      shown++
      if (isHeld(next)) {
        return next
      }
    }
  }
  throw new AssertionError(lines.join('\n'))
}
def file = '(os\\.iso|vmlinuz|sha256sums-amd64\\.txt)(\\.tar)? \\d+ %'
def isComplete = { text, doing, amount ->
  assertThat(text).matches("\\[INFO\\] $doing: $amount of 48\\.0 MiB \\(\\d+ %\\), $rate, $left: $file(, $file){1,2}")
}
uploads { notShown, noneAddress ->
  uploads { shownToNobody, quietAddress ->
    uploads { shown, address ->
      // a build that starts later and shows progress has done so by then
      def none = begin(copy('none'), 'publish', noneAddress, 'none', '-Dcaptain.progress=none')
      def quiet = begin(copy('quiet'), 'publish', quietAddress, 'quiet', '-q', '-Dcaptain.progress=plain')
      assertThat(notShown.awaitHeld(2, none.toHandle())).isTrue()
      assertThat(shownToNobody.awaitHeld(2, quiet.toHandle())).isTrue()
      def plain = begin(here, 'publish', address, 'plain')
      def lines = []
      def text = line(plain, 'Uploading', lines)
      isComplete(text, 'Uploading', '\\d+\\.\\d')
      isHalfSent(percent(text, 'os.iso'), percent(text, 'vmlinuz'), (text =~ /\((\d+) %\)/)[0][1] as int)
      [notShown, shownToNobody, shown]*.release()
      end(plain, lines)
      assertThat(end(none)).contains('[INFO] Uploading os.iso (32.0 MiB)').noneMatch { it.contains('Uploading:') }
      assertThat(end(quiet)).allMatch { it.isBlank() }
    }
  }
}
downloads { hold, address ->
  def process = begin(here, 'pull', address, 'plain', '-Dcaptain.pullOutput=pulled')
  def lines = []
  def text = line(process, 'Fetching', lines)
  isComplete(text, 'Fetching', '8\\.0')
  assertThat(text).contains('8.0 of 48.0 MiB (16 %)').containsPattern('os\\.iso(\\.tar)? 12 %').containsPattern('vmlinuz(\\.tar)? 24 %')
  hold.release()
  end(process, lines)
}
// there is no such line for files that are already present
assertThat(end(begin(here, 'publish', registry, 'plain', '-Dcaptain.tag=v2'))).noneMatch { it.contains('Uploading') }

// on a terminal, which 'script' of util-linux provides, there is a line for each file, and none at the end
def hasScript = Command.exists('script') && Command.run(here, 'sh', '-c', 'script --version || :').contains('util-linux')
if (hasScript) {
  def terminal = new TerminalView(24, 80)
  uploads { hold, address ->
    def process = maven.onTerminal(here, 'publish', *where(address, 'live'), '-Dcaptain.progress=live')
    def reader = process.inputReader(UTF_8)
    def buffer = new char[1 << 13]
    def sent = ''
    def seen = []
    for (int length = 0; length >= 0; length = reader.read(buffer)) {
      sent += new String(buffer, 0, length)
      // a frame is complete when the next one begins
      def frames = sent.split('(?=\0337\033\\[r\0338)').toList()
      sent = frames.removeLast()
      frames.each {
        terminal.show(it)
        if (!seen) {
          def screen = terminal.screen()
          def rows = ['os.iso', 'vmlinuz'].collect { name -> screen[20..22].find { it.startsWith(name + ' ') } ?: '' }
          if (isHeld(rows.join(' '))) {
            seen = rows + screen[23]
            hold.release()
          }
        }
      }
    }
    terminal.show(sent)
    assertThat(process.waitFor()).as(terminal.all().join('\n')).isZero()
    assertThat(seen).as(terminal.all().join('\n')).hasSize(3)
    def bar = '\\[=*>? *\\] +(\\d+) % +\\d+\\.\\d'
    assertThat(seen[0]).matches("os.iso +$bar of 32\\.0 MiB( +$rate)?( +$left)?")
    assertThat(seen[1]).matches("vmlinuz +$bar of 16\\.0 MiB( +$rate)?( +$left)?")
    assertThat(seen[2]).matches("Uploading +$bar of 48\\.0 MiB +$rate +$left")
    isHalfSent(*['os.iso', 'vmlinuz', 'Uploading'].collect { percent(seen.join('\n'), it) })
  }
  // Maven's output is complete, and not mixed with the lines
  assertThat(terminal.all()).noneMatch { it.contains(' left') }
  assertThat(terminal.all()).contains('[INFO] Uploading os.iso (32.0 MiB)', '[INFO] Uploading vmlinuz (16.0 MiB)', '[INFO] Publish complete')
  assertThat(terminal.scrollsAsAWhole()).isTrue()
} else {
  println "Live lines were not looked at, since there is no 'script' of util-linux"
}
true
