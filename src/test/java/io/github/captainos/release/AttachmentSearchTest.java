package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.AttachmentStore.Search;
import io.github.captainos.support.Json;
import io.github.captainos.trust.Attachment;
import io.github.captainos.trust.AttachmentManifest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests with a registry that records what is read of it. */
class AttachmentSearchTest {
  private static final DescriptorDigest IMAGE = Sha256.of(new byte[0]);
  private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final List<String> events = new ArrayList<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, byte[]> tags = new HashMap<>();
  private final List<Descriptor> referrers = new ArrayList<>();
  private final AttachmentStore attachments = new AttachmentStore(registry());

  private Registry registry() {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "referrers" -> new Referrers(referrers, null).upTo((int) arguments[1]);
                  case "manifest" ->
                      Optional.ofNullable(
                              arguments[0] instanceof String tag
                                  ? tags.get(tag)
                                  : read("manifest", arguments[0]))
                          .map(bytes -> Manifest.of(Manifest.TYPE, bytes));
                  default -> read(method.getName(), arguments[0]);
                });
  }

  private byte[] read(String what, Object described) {
    Descriptor descriptor = (Descriptor) described;
    byte[] bytes = contents.get(descriptor.digest().toString());
    if (bytes == null) {
      bytes = new byte[Math.toIntExact(descriptor.size())];
    }
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

  /** A search that records what it looks at. */
  private final class Recorder extends Search {
    private final int end;
    private int looks;

    /**
     * @param end how many it looks at
     */
    private Recorder(boolean isForSignatures, int end) {
      super(IMAGE, isForSignatures);
      this.end = end;
    }

    @Override
    void look(Attachment one, byte[] content) throws IOException {
      looks++;
      events.add("look " + content[0]);
      throw new IOException("it is another one");
    }

    @Override
    void refuse(Attachment one, String reason) {
      events.add(reason);
    }

    @Override
    boolean isOver() {
      return looks == end;
    }
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
    tags.put("sha256-" + IMAGE.getHash() + ".sig", manifest(Map.of(), one, large, two));

    attachments.search(new Recorder(true, 9));

    assertThat(events)
        .containsExactly(
            "get 1",
            "look 1",
            "it is another one",
            "it is larger than 1 MiB",
            "get 2",
            "look 2",
            "it is another one");
    events.clear();

    attachments.search(new Recorder(true, 1));
    assertThat(events)
        .as("what is found ends the search")
        .containsExactly("get 1", "look 1", "it is another one");
  }

  @Test
  void bundlesAreReadOneAtATimeAndTheDeclaredSizesDecide() throws Exception {
    for (int i = 1; i <= 2; i++) {
      refer(put(BUNDLE, i, 1 << 20), IMAGE, Map.of());
    }
    refer(put(BUNDLE, 3, (1 << 20) + 1), IMAGE, Map.of());
    referrers.add(put(Manifest.TYPE, 4, AttachmentManifest.MAX_REFERRER + 1));

    attachments.search(new Recorder(true, 9));

    assertThat(events)
        .containsExactly(
            "manifest 123",
            "get 1",
            "look 1",
            "it is another one",
            "manifest 123",
            "get 2",
            "look 2",
            "it is another one",
            "manifest 123",
            "it is larger than 1 MiB");
    events.clear();

    attachments.search(new Recorder(true, 1));
    assertThat(events).as("what is found ends the search").hasSize(4);
  }

  private void refer(Descriptor bundle, DescriptorDigest image, Map<String, String> annotations) {
    referrers.add(
        put(
            Manifest.TYPE,
            manifest(
                Map.of(
                    "artifactType",
                    BUNDLE,
                    "annotations",
                    annotations,
                    "subject",
                    Map.of("digest", image.toString(), "size", 1)),
                bundle)));
  }

  @Test
  void whatRefersToAnotherImageOrStatesSomethingElseIsNotRead() throws Exception {
    refer(put(BUNDLE, 1, 10), Sha256.of(new byte[1]), Map.of());
    refer(
        put(BUNDLE, 2, 10),
        IMAGE,
        Map.of("dev.sigstore.bundle.predicateType", "https://spdx.dev/Document"));

    attachments.search(new Recorder(true, 9));

    assertThat(events).containsExactly("manifest 123", "manifest 123");
  }

  @Test
  void theAttestationsOfAnImageAreReadUpToASizeInTotal() {
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 1; i <= 13; i++) {
      layers.add(Descriptor.of(ENVELOPE, IMAGE, 20 << 20));
    }
    tags.put(
        "sha256-" + IMAGE.getHash() + ".att",
        manifest(Map.of(), layers.toArray(Descriptor[]::new)));

    assertThatThrownBy(() -> attachments.search(new Recorder(false, 99)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the attestations of the image are larger than 256 MiB in total. Delete some of them");
    assertThat(events).hasSize(12 * 3);
  }

  @Test
  void anAttestationThatIsTooLargeIsNotFetched() throws Exception {
    tags.put(
        "sha256-" + IMAGE.getHash() + ".att",
        manifest(Map.of(), Descriptor.of(ENVELOPE, IMAGE, Attachment.MAX_ATTESTATION + 1)));
    attachments.search(new Recorder(false, 9));
    assertThat(events).containsExactly("it is larger than 22 MiB");
  }

  @Test
  void manyReferrersAreAnError() {
    for (int i = 0; i < 129; i++) {
      referrers.add(Descriptor.of(Manifest.TYPE, IMAGE, 1));
    }
    assertThatThrownBy(() -> attachments.search(new Recorder(false, 9)))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 129 referrers, which is more than 128. Delete some of them");
  }
}
