// a layout that has an image of another program

import java.nio.file.Files

def layout = new File(basedir, 'elsewhere/images/it/publish-again/artifacts').toPath()
Files.createDirectories(layout)
Files.writeString(layout.resolve('oci-layout'), '{"imageLayoutVersion": "1.0.0"}')
Files.writeString(layout.resolve('index.json'), '''{"schemaVersion":2,"manifests":[
  {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":2,"x-foreign":true,
   "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
   "annotations":{"org.opencontainers.image.ref.name":"somebody-elses"}}],"annotations":{"a":"b"}}''')
true
