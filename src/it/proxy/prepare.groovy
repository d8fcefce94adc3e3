import io.github.captainos.testing.server.Account
import io.github.captainos.testing.server.Certificates
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.server.HostsFile
import io.github.captainos.testing.server.HttpProxy
import java.nio.file.Files

def directory = basedir.toPath()
def write = { name, text -> Files.writeString(directory.resolve(name), text.toString()) }

def login = Account.htpasswd(directory.resolve('htpasswd')).toList()
def certificates = Certificates.create(directory.resolve('certificates'))
def identity = certificates.issue('registry', 'dns:registry.test').distribution()
def ports = [:]
def start = { name, lines ->
  def registry = Distribution.start(directory.resolve(name), lines as String[])
  context.put(name, registry)
  ports[name] = registry.address().replaceFirst('.*:', '')
}
start('tls', identity + login)
start('plain', [])
start('locked', login)
def proxy = HttpProxy.start('passenger', 'ticket-of-the-story')
context.put('proxy', proxy)
def open = HttpProxy.start()
context.put('open', open)

def settings = { ticket ->
  def server = { "<server><id>registry.test:$it</id><username>captain</username><password>secret-of-the-story</password></server>" }
  """<settings>
  <servers>${server(ports.tls)}${server(ports.locked)}</servers>
  <proxies>
    <proxy>
      <active>${ticket != null}</active>
      <protocol>http</protocol>
      <host>127.0.0.1</host>
      <port>${proxy.port()}</port>
      <username>passenger</username>
      <password>$ticket</password>
      <nonProxyHosts>direct.test</nonProxyHosts>
    </proxy>
  </proxies>
</settings>"""
}
write('proxied.xml', settings('ticket-of-the-story'))
write('wrong.xml', settings('forgery-of-the-story'))
write('login.xml', settings(null))
write('jvm-options', "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${open.port()}")
HostsFile.write(directory.resolve('hosts'), 'direct.test')
def pom = new File(basedir, 'pom.xml')
ports.each { name, port -> pom.text = pom.text.replace('@' + name + '@', port) }
true
