import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def server = context.get('registry')
def untouched = context.get('untouched')
def address = server.address()
def home = server.home().toString()
def story = new Story(basedir, address, home)
server.close()
untouched.close()

// the credentials of the right source are used
def published = ['credentials', 'encrypted', 'parameters']
published.each {
  assertThat(new RemoteView(address, home, "it/$it/artifacts").manifests()).hasSize(9)
}
def repositories = server.home().resolve('storage/docker/registry/v2/repositories/it')
assertThat(Files.list(repositories).withCloseable { list -> list.collect { it.fileName.toString() } })
    .containsExactlyInAnyOrderElementsOf(published)

def runs = story.runs()
assertThat(runs).hasSize(5)

// an encrypted password that cannot be decrypted is not used as plain text
assertThat(runs[3])
    .contains("the password of the <server> ${untouched.address()} of settings.xml cannot be decrypted. Encrypt it again")
assertThat(Files.readString(untouched.home().resolve('access.log'))).doesNotContain('captain-maven-plugin')

// the message names each source
assertThat(runs[0]).contains('the registry answered 401',
    'The credentials used were captain.username and captain.password (from the POM')
assertThat(runs[4]).contains('the registry answered 401',
    "The credentials used were the <server> $address of settings.xml")

def log = story.text('build.log')
assertThat(log).contains('[DEBUG]').doesNotContain(context.get('ciphertext'))
['secret-of-the-story', 'guess-of-the-story', 'hunch-of-the-story', 'master-of-the-story'].each {
  assertThat(log).doesNotContain(it)
  assertThat(log).doesNotContain("captain:$it".bytes.encodeBase64().toString())
}
true
