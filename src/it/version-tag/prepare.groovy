import org.eclipse.jgit.api.Git

Git.init().setDirectory(basedir).call().withCloseable { git ->
  def commit = { git.commit().setMessage(it).setAuthor('it', 'it@example.org').setCommitter('it', 'it@example.org').setSign(false).call() }
  new File(basedir, 'os.cfg').text = 'committed'
  git.add().addFilepattern('os.cfg').call()
  commit('one')
  git.tag().setName('v1.2.0').setAnnotated(false).call()
  commit('two')
  git.tag().setName('v2.0.0').setAnnotated(false).call()
  new File(basedir, 'head').text = commit('three').name
  new File(basedir, 'os.cfg').text = 'changed since'
}
true
