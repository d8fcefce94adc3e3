import io.github.captainos.testing.Story

def root = System.getProperty('user.name') == 'root'
new Story(basedir, registry, registryHome).failsWithoutPublishing('secret/vmlinuz-amd64 '
    + (root ? 'is a link that leads nowhere' : 'cannot be read: no permission'))
