import io.github.captainos.testing.Distribution
import io.github.captainos.testing.SigningKey
import io.github.captainos.testing.TokenServer

def tokens = TokenServer.start(SigningKey.make(new File(basedir, 'key').toPath()), 'captain', 'secret-of-the-story')
def registry = Distribution.start(new File(basedir, 'registry').toPath(), tokens.configuration(false))
context.put('tokens', tokens)
context.put('registry', registry)
def config = { directory, password ->
  new File(basedir, directory).mkdirs()
  def auth = "captain:$password".bytes.encodeBase64()
  new File(basedir, directory + '/config.json').text =
      """{"auths": {"${registry.address()}": {"auth": "$auth"}}}"""
}
config('right', 'secret-of-the-story')
config('wrong', 'guess-of-the-story')
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', registry.address())
true
