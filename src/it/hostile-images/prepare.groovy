import io.github.captainos.testing.HostileImages
import io.github.captainos.testing.RawImage
import io.github.captainos.testing.Story
import io.github.captainos.testing.Tar

def story = new Story(basedir, registry, registryHome)
HostileImages.all().each { it.image().pushTo(story.images().reference(), it.name()) }
new RawImage().titledLayer(new Tar().file('file', 'x').bytes(), HostileImages.TITLE)
    .pushTo(story.images().reference(), 'title')
true
