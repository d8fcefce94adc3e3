import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.BadLine
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.server.UploadProtocol
import io.github.captainos.testing.server.UploadServer
import java.nio.file.Path

int mib = 1 << 20
['os.iso': 30 * mib, vmlinuz: 5 * mib].each { name, size ->
  new File(basedir, name).bytes = new byte[size].tap { bytes -> new Random(size).nextBytes(bytes) }
}

// Distribution 3, or what stands in for it and answers as it does
def binary = distribution3 ? Distribution.startBinary(Path.of(distribution3), new File(basedir, 'distribution3').toPath()) : null
if (binary) {
  def standIn = UploadServer.inFrontOf(registry)
  assertThat(UploadProtocol.answers(standIn.address())).isEqualTo(UploadProtocol.answers(binary.address()))
}
context.put('binary', binary)

// a line for each registry that an execution uses, and a stand-in for each, which knows how much it has received
def standIns = ['resumed', 'kept'].collectEntries { [it, UploadServer.inFrontOf(registry)] }
def lines = ['forgotten', 'copied.from', 'kept.from'].collectEntries { [it, BadLine.cutAfter(8 * mib)] }
standIns.each { name, server -> lines[name] = binary ? BadLine.cutAfter(8 * mib) : BadLine.cutAfter(8 * mib, server::received) }
lines.copied = BadLine.endingAfter(8 * mib)
context.put('lines', lines)
def proxies = lines.collectEntries { name, line ->
  def address = name in ['resumed', 'kept'] ? (binary ?: standIns[name]).address() : registry
  [name, new FaultyProxy(address, address, '', Integer.MAX_VALUE, line)]
}
context.put('servers', proxies.values() + standIns.values() + [binary])
new File(basedir, 'test.properties').text = proxies.collect { name, proxy -> "$name=${proxy.address()}" }.join('\n')
true
