def file = { String path, String text ->
  def file = new File(basedir, path)
  file.parentFile.mkdirs()
  file.text = text
}
def artifact = { day, id, version, name ->
  file("$day/org/example/artifacts/$id/$version/$name", "$name of ${day.padRight(7)}")
}
def snapshot = { day, timestamp ->
  artifact(day, 'initramfs', '1.0-SNAPSHOT', "initramfs-1.0-$timestamp-1.cpio.zst")
  file("$day/org/example/artifacts/initramfs/1.0-SNAPSHOT/maven-metadata.xml", """<metadata modelVersion="1.1.0">
  <groupId>org.example.artifacts</groupId>
  <artifactId>initramfs</artifactId>
  <version>1.0-SNAPSHOT</version>
  <versioning>
    <snapshot>
      <timestamp>$timestamp</timestamp>
      <buildNumber>1</buildNumber>
    </snapshot>
    <lastUpdated>${timestamp.replace('.', '')}</lastUpdated>
    <snapshotVersions>
      <snapshotVersion>
        <extension>cpio.zst</extension>
        <value>1.0-$timestamp-1</value>
        <updated>${timestamp.replace('.', '')}</updated>
      </snapshotVersion>
    </snapshotVersions>
  </versioning>
</metadata>
""")
}
['amd64', 'arm64'].each { artifact('monday', 'kernel', '6.12.0', "kernel-6.12.0-${it}.img") }
['', '-tests'].each { artifact('monday', 'firmware', '2', "firmware-2${it}.jar") }
snapshot('monday', '20260105.120000')
snapshot('tuesday', '20260106.120000')
true
