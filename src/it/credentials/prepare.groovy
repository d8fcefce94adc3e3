import io.github.captainos.testing.server.Account
import io.github.captainos.testing.program.Distribution

def registry = Distribution.start(new File(basedir, 'registry').toPath(),
    Account.htpasswd(new File(basedir, 'htpasswd').toPath()))
context.put('registry', registry)
Account.logIn(new File(basedir, 'right').toPath(), registry.address(), 'secret-of-the-story')
Account.logIn(new File(basedir, 'wrong').toPath(), registry.address(), 'guess-of-the-story')
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', registry.address())
true
