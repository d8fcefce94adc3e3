import io.github.captainos.testing.server.Certificates
import io.github.captainos.testing.program.Distribution

def directory = basedir.toPath()
def certificates = Certificates.create(directory.resolve('certificates'))
def start = { name, subject ->
  def lines = certificates.issue(name, subject).distribution()
  def registry = Distribution.start(directory.resolve(name), lines as String[])
  context.put(name, registry)
  registry.address()
}
def address = start('registry', 'ip:127.0.0.1')
def anotherName = start('another-name', 'dns:registry.test')
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', address).replace('@another-name' + '@', anotherName)
true
