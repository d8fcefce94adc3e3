import io.github.captainos.testing.server.Account
import io.github.captainos.testing.server.Certificates
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.server.SigningKey
import io.github.captainos.testing.server.TokenServer

// one registry with a password, one with a token service; each with a certificate of its own authority
def directory = basedir.toPath()
def tokens = TokenServer.start(SigningKey.make(directory.resolve('key')), 'mirror', 'other-secret')
context.put('tokens', tokens)
def more = [source: Account.htpasswd(directory.resolve('htpasswd')), mirror: tokens.configuration(false)]
new File(basedir, 'test.properties').text = more.collect { name, lines ->
  def certificates = Certificates.create(directory.resolve("certificates-$name"))
  def configuration = [*certificates.issue(name, 'ip:127.0.0.1').distribution(), *lines]
  def registry = Distribution.start(directory.resolve(name), configuration as String[])
  context.put(name, registry)
  "$name=${registry.address()}\n${name}.authority=${certificates.authority()}"
}.join('\n')
true
