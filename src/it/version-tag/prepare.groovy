import io.github.captainos.testing.program.Command

def git = { String... arguments ->
  def settings = ['-c', 'user.name=it', '-c', 'user.email=it@example.org', '-c', 'commit.gpgSign=false', '-c', 'tag.gpgSign=false']
  Command.run(basedir.toPath(), (['git'] + settings + arguments.toList()) as String[])
}
def commit = { git('commit', '--quiet', '--allow-empty', '--message=' + it) }
git('init', '--quiet')
new File(basedir, 'os.cfg').text = 'committed'
git('add', 'os.cfg')
commit('one')
git('tag', 'v1.2.0')
commit('two')
git('tag', 'v2.0.0')
commit('three')
new File(basedir, 'head').text = git('rev-parse', 'HEAD').strip()
new File(basedir, 'os.cfg').text = 'changed since'
true
