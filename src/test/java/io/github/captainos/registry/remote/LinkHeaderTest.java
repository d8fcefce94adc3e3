package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "</a?x=1,2;3>; rel=\"next\"",
        "</a?x=1,2;3>;rel=next",
        "</a?x=1,2;3> ; REL = Next",
        "</a?x=1,2;3>; title=\"x, <y>; rel=prev\"; rel=\"last next\"",
        "</a?x=1,2;3>; title=\"a \\\" quote, or two\"; rel=next",
        "</first>; rel=first, , </a?x=1,2;3>; rel=next, </last>; rel=last",
        "</a?x=1,2;3>; rel=next; rel=prev"
      })
  void theTargetIsThatOfTheLinkWithTheRelation(String header) throws Exception {
    assertThat(LinkHeader.target(List.of(header), "next")).contains("/a?x=1,2;3");
    assertThat(LinkHeader.target(List.of("</b>; rel=prev", header), "next"))
        .as("of several headers")
        .contains("/a?x=1,2;3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "</a>", "</a>; rel=prev; rel=next", "</a>; title=\"rel=next\"", "</a>; rel"})
  void aLinkWithoutTheRelationIsNone(String header) throws Exception {
    assertThat(LinkHeader.target(List.of(header), "next")).isEmpty();
  }

  @Test
  void aHeaderThatIsNoLinkIsAnError() {
    assertThatThrownBy(() -> LinkHeader.target(List.of("/a; rel=next"), "next"))
        .isInstanceOf(RegistryException.class)
        .hasMessage("the registry sent a header Link that is not valid");
  }
}
