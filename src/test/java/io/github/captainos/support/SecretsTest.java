package io.github.captainos.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String PASSWORD = "p\"/<q>&w x\\1é$Zk";
  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.c2VjcmV0-of_the.test";

  @BeforeAll
  static void add() {
    Secrets.add("secrets-test", PASSWORD);
    Secrets.add("secrets-test", "7kB");
    Secrets.add(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PASSWORD,
        "p%22%2F%3Cq%3E%26w+x%5C1%C3%A9%24Zk",
        "p%22%2f%3cq%3e%26w%20x%5c1%c3%a9$Zk",
        "p\\\"/<q>&w x\\\\1é$Zk",
        "p\\\"\\/\\u003cq\\u003e\\u0026w x\\\\1\\u00E9$Zk",
        "p&quot;/&lt;q&gt;&amp;w x\\1&#233;$Zk",
        "p&#34;&#x2f;&#x3C;q&gt;&#38;w x\\1é$Zk",
        TOKEN,
        "eyJhbGciOiJFUzI1NiJ9%2Ec2VjcmV0%2Dof%5Fthe%2Etest",
      })
  void isHiddenHoweverItIsEscaped(String form) {
    assertThat(Printable.of("it was " + form + ", and")).isEqualTo("it was ***, and");
    assertThat(Printable.message("it was '" + form + "'\nand")).isEqualTo("it was '***'\nand");
    assertThat(Printable.name(form)).isEqualTo("***");
  }

  @Test
  void isHiddenAsTheHeaderHasIt() {
    byte[] login = ("secrets-test:" + PASSWORD).getBytes(UTF_8);
    String padded = Base64.getEncoder().encodeToString(login);
    for (String header :
        new String[] {
          padded, padded.replace("=", ""), Base64.getUrlEncoder().encodeToString(login)
        }) {
      assertThat(Printable.of("\"Basic " + header + "\"").replace("=", ""))
          .isEqualTo("\"Basic ***\"");
    }
  }

  @Test
  void isHiddenWhereTheServerHasTruncatedIt() {
    assertThat(Printable.of("got " + TOKEN.substring(0, 30) + "…")).isEqualTo("got ***…");
  }

  @Test
  void isHiddenWhereTheQuoteIsTruncated() {
    for (int before = Printable.LONGEST - TOKEN.length(); before <= Printable.LONGEST; before++) {
      String all = "+".repeat(before) + "***" + "+".repeat(Printable.LONGEST);
      assertThat(Printable.of(all.replace("***", TOKEN)))
          .isEqualTo(all.substring(0, Printable.LONGEST) + "…");
    }
  }

  @Test
  void aShortOneIsHiddenWithTheUserOnly() {
    String header = Base64.getEncoder().encodeToString("secrets-test:7kB".getBytes(UTF_8));
    assertThat(Printable.of("7kB of secrets-test:7kB and " + header))
        .startsWith("7kB of *** and ***")
        .doesNotContain(header);
  }

  @Test
  void aWordIsHiddenInAnswersOnlyAndNotInOtherWords() {
    Secrets.add("qwrt");
    String text = "qwrt, qwrty, aqwrt, qwrt";
    assertThat(Secrets.hiddenInAnswer(text)).isEqualTo("***, qwrty, aqwrt, ***");
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @Test
  void isHiddenBeforeTextIsTruncated() {
    String text = "x".repeat(Printable.LONGEST - 3) + TOKEN;
    assertThat(Printable.of(text)).isEqualTo("x".repeat(Printable.LONGEST - 3) + "***");
  }

  @Test
  void aCauseThatQuotesOneIsLeftOut() {
    Exception quoting = new IOException("Unrecognized token '" + TOKEN + "'");
    Exception suppressing = new IOException("a");
    suppressing.addSuppressed(quoting);

    assertThat(Secrets.hidden(new IOException("b", quoting))).isNull();
    assertThat(Secrets.hidden(suppressing)).isNull();
    Throwable harmless = new IOException("c", new IOException("d"));
    assertThat(Secrets.hidden(harmless)).isSameAs(harmless);
  }

  @Test
  void theLastOnesAreKept() {
    for (int i = 0; i < 1000; i++) {
      Secrets.add("renewed-token-" + i + "-of-the-test");
    }
    add();
    assertThat(Printable.of("renewed-token-999-of-the-test and " + TOKEN)).isEqualTo("*** and ***");
    assertThat(Printable.of("renewed-token-0-of-the-test")).doesNotContain("***");
  }
}
