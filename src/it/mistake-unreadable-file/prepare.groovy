// root may read everything, so that a link into itself is as unreadable as it gets
import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions

def file = new File(basedir, 'secret/vmlinuz-amd64').toPath()
Files.createDirectories(file.parent)
if (System.getProperty('user.name') == 'root') {
  Files.createSymbolicLink(file, file)
} else {
  Files.writeString(file, 'the kernel')
  Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('-wx------'))
}
true
