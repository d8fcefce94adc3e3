// a file that takes a while to read, and whose bytes never stay the same until the build is over
def file = new File(basedir, 'growing/captainos-amd64.iso')
file.parentFile.mkdirs()
new RandomAccessFile(file, 'rw').withCloseable { it.length = 64L << 20 }
def log = new File(basedir, 'build.log')
Thread.startDaemon('changes-a-file') {
  def deadline = System.nanoTime() + 120_000_000_000L
  new RandomAccessFile(file, 'rw').withCloseable { bytes ->
    while (System.nanoTime() < deadline && !(log.exists() && log.text.contains('BUILD'))) {
      bytes.seek((64L << 20) - 8)
      bytes.writeLong(System.nanoTime())
    }
  }
}
true
