import io.github.captainos.testing.Distribution
import java.nio.file.Files

// bcrypt of 'secret-of-the-story', which is in no other place
def users = new File(basedir, 'htpasswd').toPath()
Files.writeString(users, 'captain:$2y$05$HoPBiu63RD1OhnBo.x2NkuPsJ.bcnfi.DAz/KAlZqJdxK/R9y2si.\n')
def registry = Distribution.start(new File(basedir, 'registry').toPath(),
    'auth:', '  htpasswd:', '    realm: story', "    path: $users".toString())
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
