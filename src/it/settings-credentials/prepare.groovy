import io.github.captainos.testing.Account
import io.github.captainos.testing.Distribution
import io.github.captainos.testing.Maven

def registry = Distribution.start(new File(basedir, 'registry').toPath(),
    Account.htpasswd(new File(basedir, 'htpasswd').toPath()))
context.put('registry', registry)
// would accept any credentials
def untouched = Distribution.start(new File(basedir, 'untouched').toPath())
context.put('untouched', untouched)

Account.logIn(new File(basedir, 'right').toPath(), registry.address(), 'secret-of-the-story')
Account.logIn(new File(basedir, 'wrong').toPath(), registry.address(), 'hunch-of-the-story')

def security = { name, master ->
  new File(basedir, name).text = "<settingsSecurity><master>$master</master></settingsSecurity>"
}
def maven = { String... arguments -> Maven.print(basedir.toPath(), arguments) }
security('master.xml', maven('--encrypt-master-password', 'master-of-the-story'))
security('other-master.xml', maven('--encrypt-master-password', 'other-master-of-the-story'))
def ciphertext = maven('-Dsettings.security=master.xml', '--encrypt-password', 'secret-of-the-story')
assert ciphertext ==~ /\{.+\}/
context.put('ciphertext', ciphertext)

def server = { id, password -> "<server><id>$id</id><username>captain</username><password>$password</password></server>" }
def settings = { name, String... servers ->
  new File(basedir, name).text = "<settings><servers>${servers.join()}</servers></settings>"
}
def address = registry.address()
def host = address.replaceFirst(':.*', '')
settings('port.xml', server(host, 'hunch-of-the-story'), server(address, 'secret-of-the-story'))
settings('encrypted.xml', server(address, ciphertext), server(untouched.address(), ciphertext))
settings('wrong.xml', server(address, 'guess-of-the-story'), server(host, 'secret-of-the-story'))

def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', address).replace('@untouched' + '@', untouched.address())
true
