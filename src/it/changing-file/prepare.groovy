import io.github.captainos.testing.fault.Fault
import io.github.captainos.testing.fault.FaultyProxy

// the first upload starts when the file has been read; its bytes are sent with a later request
def file = new File(basedir, 'growing/captainos-amd64.iso')
file.parentFile.mkdirs()
file.text = 'the ISO for amd64'
def proxy = new FaultyProxy(registry, registry, 'POST .*/blobs/uploads/', 1, Fault.after { file.text = 'the ISO for arm64' })
context.put('proxy', proxy)
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('@address' + '@', proxy.address())
true
