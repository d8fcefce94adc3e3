import io.github.captainos.testing.image.Firmware

Firmware.make(basedir.toPath().resolve('out'))
