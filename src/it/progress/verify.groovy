import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Command
import io.github.captainos.testing.Maven
import io.github.captainos.testing.SlowLink
import io.github.captainos.testing.Story
import io.github.captainos.testing.TerminalView
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def content = { size -> new byte[size].tap { bytes -> new Random(size).nextBytes(bytes) } }
Files.write(story.file('os.iso'), content(5 << 20))
Files.write(story.file('vmlinuz'), content(2 << 20))

def maven = new Maven(localRepositoryPath)
def slow = SlowLink.to(registry, 1_000_000)
def where = { name ->
  ['-Dcaptain.registry=' + slow.address(), '-Dcaptain.repository=it/progress/' + name, '-Dcaptain.gitSha=1234567']
}
def run = { goal, name, String... more ->
  def result = maven.run(basedir.toPath(), goal, *where(name), *more)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  result.output().readLines()
}

// without a terminal, a line every few seconds that says how far the files are
def rate = '\\d+\\.\\d [KM]iB/s'
def amount = "\\d\\.\\d of 7\\.0 MiB \\(\\d+ %\\), $rate, \\d+ s left"
def files = '(os\\.iso|vmlinuz)(\\.tar)? \\d+ %'
def plain = { doing -> "\\[INFO\\] $doing: $amount: $files(, $files)?".toString() }
assertThat(run('publish', 'plain')).anyMatch { it ==~ plain('Uploading') }
assertThat(run('pull', 'plain', '-Dcaptain.pullOutput=pulled')).anyMatch { it ==~ plain('Fetching') }
// no line says it of what is there already
assertThat(run('publish', 'plain', '-Dcaptain.tag=v2')).noneMatch { it.contains('Uploading') }

assertThat(run('publish', 'none', '-Dcaptain.progress=none')).noneMatch { it.contains('Uploading:') }
assertThat(run('publish', 'quiet', '-q', '-Dcaptain.progress=plain')).allMatch { it.isBlank() }
def unknown = maven.run(basedir.toPath(), 'publish', *where('unknown'), '-Dcaptain.progress=fancy')
assertThat(unknown.succeeded()).isFalse()
assertThat(unknown.output()).contains("captain.progress is auto, live, plain or none, not 'fancy' (from -Dcaptain.progress)")

// on a terminal, which 'script' of util-linux makes, a line for each file, and none of it is left
def hasScript = Command.exists('script') && Command.run(basedir.toPath(), 'sh', '-c', 'script --version || :').contains('util-linux')
if (hasScript) {
  def process = maven.onTerminal(basedir.toPath(), 'publish', *where('live'), '-Dcaptain.progress=live')
  def sent = new String(process.inputStream.readAllBytes(), 'UTF-8')
  assertThat(process.waitFor()).as(sent).isZero()
  def frames = sent.split('(?=\0337\033\\[r\0338)').toList()
  def terminal = new TerminalView(24, 80)
  def screens = frames.collect {
    terminal.show(it)
    terminal.screen()
  }
  def number = '\\d+\\.\\d'
  assertThat(screens).anyMatch { screen ->
    // either may be begun first
    def (iso, vmlinuz) = screen[21..22].sort()
    iso ==~ "os.iso +\\[=*>? *\\] +\\d+ % +$number of 5\\.0 MiB +$rate +\\d+ s left" &&
        vmlinuz ==~ "vmlinuz +\\[=*>? *\\] +\\d+ % +$number of 2\\.0 MiB +$rate.*" &&
        screen[23] ==~ "Uploading +\\[=*>? *\\] +\\d+ % +$number of 7\\.0 MiB +$rate +\\d+ s left"
  }
  // what Maven prints meanwhile is whole, and nothing of ours is in between
  assertThat(terminal.all()).noneMatch { it.contains(' left') }
  assertThat(terminal.all()).contains('[INFO] Uploading os.iso (5.0 MiB)', '[INFO] Uploading vmlinuz (2.0 MiB)', '[INFO] Publish complete')
  assertThat(terminal.scrollsAsAWhole()).isTrue()
} else {
  println "Live lines were not looked at, since there is no 'script' of util-linux"
}
slow.close()
true
