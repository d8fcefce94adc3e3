package io.github.captainos.release.signing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.signing.store.AttestationStore.Listed;
import io.github.captainos.trust.AttestationCandidate;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Tests with a registry that has as many attestations, and as large ones, as it is asked for. */
class AttestationStoreTest {
  private final AttestationStore store =
      new AttestationStore(new SignatureStore(endless()), Sha256.of(new byte[0]));

  private static Registry endless() {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("get");
              return new byte[Math.toIntExact(((Descriptor) arguments[0]).size())];
            });
  }

  private static Listed listed(long size) {
    return new Listed(Descriptor.of("x", Sha256.of(new byte[1]), size), "", true);
  }

  @Test
  void theAttestationsOfAnImageAreReadUpToASizeInTotal() throws Exception {
    Listed large = listed(20 << 20);
    for (int i = 0; i < 12; i++) {
      assertThat(store.<Integer>read(large, one -> one.content().length)).isEqualTo(20 << 20);
    }
    assertThatThrownBy(() -> store.read(large, one -> one))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the attestations of the image are larger than 256 MiB in total. Delete some of them");
  }

  @Test
  void anAttestationThatIsTooLargeIsNotFetched() {
    assertThatThrownBy(() -> store.read(listed(AttestationCandidate.LARGEST + 1L), one -> one))
        .isInstanceOf(IOException.class)
        .hasMessage("it is larger than 22 MiB");
  }
}
