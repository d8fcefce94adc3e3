import io.github.captainos.testing.server.Account
import io.github.captainos.testing.program.Distribution

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
// master-of-the-story and other-master-of-the-story, as 'mvn --encrypt-master-password' of Maven 3.9 prints them, and
// secret-of-the-story, as 'mvn --encrypt-password' does with the first of them
security('master.xml', '{tPqzokG0po0HbxZEs/+AoFEbk8EuO1PMR8VFJxUfuwdpyGsY7JhXF2B+GgRipRu/}')
security('other-master.xml', '{VNQYw6Xoy8wHwvce2S3Jl0CKSWjHUWFyehoqWCJ+LWrnHsFwBqcUB79WkEx1t0yT}')
def ciphertext = '{yHee8xooJQ4HEhqqMQ1yczZwq/AYKWxS4lAC0yS3c562Nh92Ase8IcCjR5FBcyFJ}'
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
