package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** What the pages say can be followed, and is there. */
class PagesTest {
  /** Pages that Maven writes: one for each goal, and one about all of them. */
  private static final Pattern GENERATED =
      Pattern.compile("[a-z-]+-mojo\\.html|plugin-info\\.html");

  /** What the site has besides pages. */
  private static final Path RESOURCES = Path.of("src/site/resources");

  /** Without the tests' own, and the id of a server in settings.xml. */
  private static final Pattern PROPERTY =
      Pattern.compile("(?:-D|`|</?)captain\\.(?!(?:it|sign)\\b)(\\w+)");

  private static final Pattern GOAL = Pattern.compile("(?<![/\\w-])captain:([a-z][a-z-]*)");

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

  /** Which test holds what, and which targets there are, is for contributors. */
  @ParameterizedTest
  @MethodSource("pages")
  void aPageForUsersTellsNothingOfTests(Page page) {
    if (!page.file().endsWith("architecture.md")) {
      assertThat(page.text()).doesNotContainPattern("\\w+Test\\b|src/it/(?!example/)");
    }
    assertThat(Page.of("performance.md").rows()).noneMatch(row -> row.contains("target"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void propertiesAndGoalsAreThePlugins(Page page) throws Exception {
    Map<String, Map<String, Plugin.Parameter>> goals = Plugin.parameters();
    Set<String> properties =
        goals.values().stream()
            .flatMap(parameters -> parameters.values().stream())
            .map(parameter -> parameter.property().replaceFirst("^captain\\.", ""))
            .collect(Collectors.toSet());

    assertThat(found(PROPERTY, page)).isSubsetOf(properties);
    assertThat(found(GOAL, page)).allMatch(goal -> goal.equals("help") || goals.containsKey(goal));
  }

  private static Set<String> found(Pattern pattern, Page page) {
    return pattern
        .matcher(page.text())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void examplesInXmlConfigureWhatThereIs(Page page) throws Exception {
    Map<String, Map<String, Plugin.Parameter>> goals = Plugin.parameters();
    for (String xml : page.code("xml")) {
      // what is left out in the page is not a part of it
      String whole = "<page>" + xml.replaceFirst("^<\\?xml.*?\\?>", "") + "</page>";
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(whole)))
              .getDocumentElement();
      Plugin.elements(root, "plugin")
          .filter(plugin -> plugin.getTextContent().contains("captain-maven-plugin"))
          .flatMap(plugin -> Plugin.elements(plugin, "configuration"))
          .forEach(
              configuration -> {
                for (Node n = configuration.getFirstChild(); n != null; n = n.getNextSibling()) {
                  String name = n.getNodeName();
                  assertThat(n instanceof Element)
                      .as("<%s> in %s is a parameter", name, page)
                      .isEqualTo(goals.values().stream().anyMatch(all -> all.containsKey(name)));
                }
              });
    }
  }
}
