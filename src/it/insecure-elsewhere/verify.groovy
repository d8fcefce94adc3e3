import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def open = context.get('open')
def locked = context.get('locked')
def story = new Story(basedir, open.address(), open.home().toString())
def answer = { address, login ->
  def connection = new URL("http://$address/v2/").openConnection()
  connection.setRequestProperty('Authorization', 'Basic ' + login.bytes.encodeBase64())
  connection.responseCode
}
def late = new RemoteView(open.address(), open.home().toString(), 'it/late/artifacts')
def tags = ['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64']
def requests = Files.readAllLines(locked.home().resolve('access.log')).findAll { it.contains(' /v2/') }
try {
  assertThat(answer(locked.address(), 'captain:secret-of-the-story')).isEqualTo(200)
  assertThat(story.images().tags()).containsExactlyElementsOf(tags)
  assertThat(late.tags()).containsExactlyElementsOf(tags)
} finally {
  open.close()
  locked.close()
}

story.failsWith()
def runs = story.runs()
assertThat(runs).hasSize(3)
def port = { it.address().replaceFirst('.*:', '') }

// plain HTTP must be enabled, and there is no retry
assertThat(runs[0])
    .contains('BUILD FAILURE', "no trusted TLS connection to registry.test:${port(open)}",
        'plain HTTP is only used for this machine itself, or with captain.insecure')
    .doesNotContain('trying again')
assertThat(runs[0]).contains("captain.insecure is true: the certificate of registry.test:${port(open)} is not verified",
    'plain HTTP is used if it does not support TLS')

// the password is right, and access was refused: it was not sent
assertThat(runs[1]).contains('BUILD FAILURE', 'the registry answered 401: credentials are not sent over plain HTTP')
    .doesNotContain('trying again')
assertThat(requests).isNotEmpty().allMatch { it.contains('" 401 ') }

// a new host name may not resolve at first
assertThat(runs[2]).contains("the host of late.test:${port(open)} is not known", 'trying again', 'BUILD SUCCESS')
true
