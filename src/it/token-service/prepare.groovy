import io.github.captainos.testing.server.Account
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.server.SigningKey
import io.github.captainos.testing.server.TokenServer

def tokens = TokenServer.start(SigningKey.make(new File(basedir, 'key').toPath()), 'captain', 'secret-of-the-story')
def registry = Distribution.start(new File(basedir, 'registry').toPath(), tokens.configuration(false))
context.put('tokens', tokens)
context.put('registry', registry)
Account.logIn(new File(basedir, 'right').toPath(), registry.address(), 'secret-of-the-story')
Account.logIn(new File(basedir, 'wrong').toPath(), registry.address(), 'guess-of-the-story')
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', registry.address())
true
