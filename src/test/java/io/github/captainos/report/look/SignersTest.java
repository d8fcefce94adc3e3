package io.github.captainos.report.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignersTest {

  @Test
  void aKeyThatASignatureNamesIsNotShownAsVerified() {
    assertThat(new Signers(null, List.of("abc=", "abc= (verified); x")).text())
        .isEqualTo("abc=, \"abc= (verified); x\" (not verified)");
  }
}
