package io.github.captainos.release.signing.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.support.Json;
import io.github.captainos.trust.BundleManifest;
import io.github.captainos.trust.Candidate;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests with a registry that records what is read of it. */
class SignatureStoreTest {
  private static final DescriptorDigest IMAGE = Sha256.of(new byte[0]);
  private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final List<String> events = new ArrayList<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final List<Descriptor> referrers = new ArrayList<>();
  private final SignatureStore store = new SignatureStore(registry());

  private Registry registry() {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "referrers" -> new Referrers(referrers, null).upTo((int) arguments[1]);
                  case "manifest" ->
                      Optional.of(Manifest.of(Manifest.TYPE, read("manifest", arguments[0])));
                  default -> read(method.getName(), arguments[0]);
                });
  }

  private byte[] read(String what, Object described) {
    byte[] bytes = contents.get(((Descriptor) described).digest().toString());
    events.add(what + " " + bytes[0]);
    return bytes;
  }

  /** Returns content that begins with a number. */
  private Descriptor put(String mediaType, int number, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) number;
    return put(mediaType, bytes);
  }

  private Descriptor put(String mediaType, byte[] bytes) {
    DescriptorDigest digest = Sha256.of(bytes);
    contents.put(digest.toString(), bytes);
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private boolean look(Candidate candidate) {
    events.add("look " + candidate.content()[0]);
    return false;
  }

  private static byte[] manifest(Map<String, ?> more, Descriptor... layers) {
    Map<String, Object> json = new HashMap<>(more);
    json.put("schemaVersion", 2);
    json.put("layers", List.of(layers).stream().map(Descriptor::toJson).toList());
    return Json.write(json);
  }

  @Test
  void payloadsAreReadOneAtATimeAndLargeOnesNotAtAll() throws Exception {
    Descriptor one = put(PAYLOAD, 1, 1 << 20);
    Descriptor two = put(PAYLOAD, 2, 1 << 20);
    Descriptor large = put(PAYLOAD, 3, (1 << 20) + 1);
    Manifest manifest =
        Manifest.of(
            Manifest.TYPE,
            manifest(Map.of(), one, one.withAnnotation("a", "by another key"), large, two));

    assertThat(store.payloads(manifest, this::look)).isFalse();

    assertThat(events)
        .as("one that two keys have signed is read once")
        .containsExactly("get 1", "look 1", "look 1", "get 2", "look 2");
  }

  @Test
  void bundlesAreReadOneAtATimeAndTheDeclaredSizesDecide() throws Exception {
    Map<String, ?> head =
        Map.of("artifactType", BUNDLE, "subject", Map.of("digest", IMAGE.toString(), "size", 1));
    for (int i = 1; i <= 2; i++) {
      referrers.add(put(Manifest.TYPE, manifest(head, put(BUNDLE, i, 1 << 20))));
    }
    referrers.add(put(Manifest.TYPE, manifest(head, put(BUNDLE, 3, (1 << 20) + 1))));
    referrers.add(put(Manifest.TYPE, 4, BundleManifest.MAX_SIZE + 1));

    assertThat(store.bundles(IMAGE, this::look)).isFalse();
    assertThat(events)
        .containsExactly(
            "manifest 123", "get 1", "look 1", "manifest 123", "get 2", "look 2", "manifest 123");
    events.clear();

    assertThat(store.bundles(IMAGE, one -> true)).isTrue();
    assertThat(events).as("what is found ends the search").hasSize(2);
  }
}
