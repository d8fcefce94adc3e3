import io.github.captainos.testing.server.Account
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.server.HostsFile

def directory = basedir.toPath()
def open = Distribution.start(directory.resolve('open'))
context.put('open', open)
def locked = Distribution.start(directory.resolve('locked'), Account.htpasswd(directory.resolve('htpasswd')))
context.put('locked', locked)

def port = { it.address().replaceFirst('.*:', '') }
Account.logIn(directory.resolve('docker'), "registry.test:${port(locked)}", 'secret-of-the-story')

HostsFile.write(directory.resolve('hosts'), 'registry.test')
HostsFile.writeOnceMissed(directory.resolve('late-hosts'), 'late.test', directory.resolve('build.log'),
    "the host of late.test:${port(open)} is not known")
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@open' + '@', port(open)).replace('@locked' + '@', port(locked))
true
