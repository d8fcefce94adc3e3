import io.github.captainos.testing.Distribution
import io.github.captainos.testing.HostsFile
import java.nio.file.Files

def directory = basedir.toPath()
// bcrypt of 'secret-of-the-story'
def users = directory.resolve('htpasswd')
Files.writeString(users, 'captain:$2y$05$HoPBiu63RD1OhnBo.x2NkuPsJ.bcnfi.DAz/KAlZqJdxK/R9y2si.\n')
def open = Distribution.start(directory.resolve('open'))
context.put('open', open)
def locked = Distribution.start(directory.resolve('locked'),
    'auth:', '  htpasswd:', '    realm: story', "    path: $users".toString())
context.put('locked', locked)

def port = { it.address().replaceFirst('.*:', '') }
Files.createDirectories(directory.resolve('docker'))
def auth = 'captain:secret-of-the-story'.bytes.encodeBase64()
Files.writeString(directory.resolve('docker/config.json'),
    """{"auths": {"registry.test:${port(locked)}": {"auth": "$auth"}}}""")

HostsFile.write(directory.resolve('hosts'), 'registry.test')
HostsFile.writeOnceMissed(directory.resolve('late-hosts'), 'late.test', directory.resolve('build.log'),
    "the host of late.test:${port(open)} is not known")
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@open' + '@', port(open)).replace('@locked' + '@', port(locked))
true
