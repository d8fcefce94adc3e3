import io.github.captainos.testing.image.HostileImages
import io.github.captainos.testing.image.RawImage
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.Tar

def story = new Story(basedir, registry, registryHome)
// the others are pulled by PullerTest
HostileImages.all().find { it.name() == 'hidden-parent' }.with { it.image().pushTo(story.images().reference(), it.name()) }
new RawImage().titledLayer(new Tar().file('file', 'x').bytes(), HostileImages.TITLE)
    .pushTo(story.images().reference(), 'title')
true
