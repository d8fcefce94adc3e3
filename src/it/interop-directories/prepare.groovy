import io.github.captainos.testing.Firmware

Firmware.make(basedir.toPath().resolve('out'))
