import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RawImage
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.stream.IntStream

// more tags than a page of the registry has, as builds of a main branch leave them
def image = new RawImage()
image.pushTo(registry + '/it/look/artifacts', 'build-0')
def http = HttpClient.newHttpClient()
IntStream.range(1, 1100).parallel().forEach {
  def put = HttpRequest.newBuilder(URI.create("http://$registry/v2/it/look/artifacts/manifests/build-$it"))
      .header('Content-Type', 'application/vnd.oci.image.manifest.v1+json')
      .PUT(HttpRequest.BodyPublishers.ofString(image.manifest())).build()
  assertThat(http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(201)
}
new File(basedir, 'empty').mkdir()
new File(basedir, 'summary.md').createNewFile()
true
