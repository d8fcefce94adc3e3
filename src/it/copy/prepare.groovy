import io.github.captainos.testing.program.Distribution

def inside = Distribution.start(new File(basedir, 'inside').toPath())
context.put('inside', inside)
new File(basedir, 'test.properties').text = "inside=${inside.address()}"
true
