package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links of the pages and of the menu lead to what is there. */
class PagesTest {
  /** Pages that Maven writes: one for each goal, and one about all of them. */
  private static final Pattern GENERATED =
      Pattern.compile("[a-z-]+-mojo\\.html|plugin-info\\.html");

  /** What the site has besides pages. */
  private static final Path RESOURCES = Path.of("src/site/resources");

  static List<Page> pages() {
    return Page.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Page page) {
    for (String link : page.links()) {
      if (link.matches("https?://.*") || GENERATED.matcher(link).matches()) {
        continue;
      }
      if (Files.exists(RESOURCES.resolve(link))) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Page target = parts[0].isEmpty() ? page : new Page(page.file().resolveSibling(parts[0]));
      assertThat(target.file()).as("%s in %s", link, page).exists();
      if (parts.length == 2) {
        assertThat(target.anchors()).as("%s in %s", link, page).contains(parts[1]);
      }
      if (page.file().startsWith(Page.SITE)) {
        assertThat(target.file().normalize())
            .as("is a page of the site, or a picture")
            .hasParent(link.endsWith(".svg") ? Page.SITE.resolve("images") : Page.SITE);
      }
    }
  }

  @Test
  void theMenuLeadsToEveryPage() throws Exception {
    String menu = Files.readString(Path.of("src/site/site.xml"));
    Set<String> written =
        Page.all().stream()
            .filter(page -> page.file().startsWith(Page.SITE))
            .map(page -> page.file().getFileName().toString().replaceFirst("\\.md$", ".html"))
            .collect(Collectors.toSet());
    Set<String> linked =
        Pattern.compile("<item [^>]*href=\"([^\"]+)\"")
            .matcher(menu)
            .results()
            .map(item -> item.group(1))
            .filter(href -> !GENERATED.matcher(href).matches() && !href.startsWith("#"))
            .collect(Collectors.toSet());

    assertThat(linked).isEqualTo(written);
  }
}
