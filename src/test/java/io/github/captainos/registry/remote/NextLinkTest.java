package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header {@code Link} leads to the next page of a list. */
class NextLinkTest {
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
    assertThat(RemoteLists.nextLink(List.of(header))).contains("/a?x=1,2;3");
    assertThat(RemoteLists.nextLink(List.of("</b>; rel=prev", header)))
        .as("of several headers")
        .contains("/a?x=1,2;3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "</a>", "</a>; rel=prev; rel=next", "</a>; title=\"rel=next\"", "</a>; rel"})
  void aLinkWithoutTheRelationIsNone(String header) throws Exception {
    assertThat(RemoteLists.nextLink(List.of(header))).isEmpty();
  }

  @Test
  void aHeaderThatIsNoLinkIsAnError() {
    assertThatThrownBy(() -> RemoteLists.nextLink(List.of("/a; rel=next")))
        .isInstanceOf(RegistryException.class)
        .hasMessage("the registry sent a header Link that is not valid");
  }
}
