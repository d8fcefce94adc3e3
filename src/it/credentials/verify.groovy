import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story
import java.nio.file.Files

def server = context.get('registry')
def story = new Story(basedir, server.address(), server.home().toString())
server.close()
assertThat(story.images().manifests()).hasSize(9)
def repositories = server.home().resolve('storage/docker/registry/v2/repositories/it')
assertThat(Files.list(repositories).withCloseable { list -> list.collect { it.fileName.toString() } })
    .containsExactly('credentials')
story.prints('the registry answered 401', "The credentials used were those in ${story.file('wrong/config.json')}".toString(),
    'docker login')
def log = story.text('build.log')
assertThat(log).contains('[DEBUG]').doesNotContain('secret-of-the-story').doesNotContain('guess-of-the-story')
['secret-of-the-story', 'guess-of-the-story'].each {
  assertThat(log).doesNotContain("captain:$it".bytes.encodeBase64().toString())
}
true
