import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story
import io.github.captainos.testing.story.TerminalView

def story = new Story(basedir, registry, registryHome)
// without a terminal, a line every few seconds
assertThat(story.text('build.log')).containsPattern(/(?m)^\[INFO\] $context.uploading/).containsPattern(/(?m)^\[INFO\] $context.fetching/)
// on a terminal, there is one line for everything, and none at the end
if (context.live) {
  assertThat(context.live.waitFor()).as(story.text('terminal')).isZero()
  def terminal = new TerminalView(24, 80)
  def seen = []
  story.text('terminal').split('(?=\r\033\\[K)').each {
    terminal.show(it)
    if (terminal.all() && terminal.all().last() =~ context.uploading) {
      seen = terminal.all()
    }
  }
  assertThat(seen.findAll { it.contains(' left') }).as(terminal.all().join('\n')).singleElement().asString().startsWith('Uploading: ')
  // Maven's output is complete, and not mixed with the line
  assertThat(terminal.all()).noneMatch { it.contains('Uploading:') || it.contains(' left') }
  assertThat(terminal.all()).contains('[INFO] Uploading os.iso (32.0 MiB)', '[INFO] Uploading vmlinuz (16.0 MiB)', '[INFO] Publish complete')
  assertThat(terminal.wraps()).isTrue()
}
context.proxies*.close()
true
