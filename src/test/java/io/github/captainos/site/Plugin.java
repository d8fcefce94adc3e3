package io.github.captainos.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The plugin as Maven sees it: what its descriptor says of goals and parameters. */
final class Plugin {
  private static final Pattern ENVIRONMENT = Pattern.compile("Environment variable: (\\w+)");
  private static final Pattern DEFAULT = Pattern.compile("Default: (\\S+?)\\.(\\s|$)");

  /** What Maven reads. */
  private static final Path DESCRIPTOR = Path.of("target/classes/META-INF/maven/plugin.xml");

  /** What the pages of the goals are made of. */
  private static final Path DESCRIPTOR_OF_SITE = Path.of("target/plugin-enhanced.xml");

  private Plugin() {}

  /**
   * A parameter that users may set.
   *
   * @param property its property, empty where only the POM can set it
   * @param environment its environment variable, empty where it has none
   * @param byDefault its default, empty where it has none, or one that takes a sentence
   */
  record Parameter(String name, String property, String environment, String byDefault) {}

  /** Returns the parameters of all goals but help, by goal and name. */
  static Map<String, Map<String, Parameter>> parameters()
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, Map<String, Parameter>> all = new TreeMap<>();
    goals(DESCRIPTOR).forEach((goal, mojo) -> all.put(goal, parameters(mojo)));
    return all;
  }

  /** Returns the names of the parameters that the pages of the goals call required, by goal. */
  static Map<String, List<String>> required()
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, List<String>> required = new TreeMap<>();
    goals(DESCRIPTOR_OF_SITE)
        .forEach(
            (goal, mojo) ->
                required.put(
                    goal,
                    elements(mojo, "parameter")
                        .filter(parameter -> text(parameter, "editable").equals("true"))
                        .filter(parameter -> text(parameter, "required").equals("true"))
                        .map(parameter -> text(parameter, "name"))
                        .toList()));
    return required;
  }

  private static Map<String, Element> goals(Path descriptor)
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, Element> goals = new TreeMap<>();
    try (InputStream in = Files.newInputStream(descriptor)) {
      Element root =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
      elements(root, "mojo")
          .filter(mojo -> !text(mojo, "goal").equals("help"))
          .forEach(mojo -> goals.put(text(mojo, "goal"), mojo));
    }
    return goals;
  }

  private static Map<String, Parameter> parameters(Element mojo) {
    Map<String, Parameter> parameters = new TreeMap<>();
    Element values = elements(mojo, "configuration").findFirst().orElseThrow();
    elements(mojo, "parameter")
        .filter(parameter -> text(parameter, "editable").equals("true"))
        .forEach(
            parameter -> {
              String name = text(parameter, "name");
              String description = text(parameter, "description");
              Optional<Element> value = elements(values, name).findFirst();
              parameters.put(
                  name,
                  new Parameter(
                      name,
                      value.map(v -> v.getTextContent().replaceAll("^\\$\\{|}$", "")).orElse(""),
                      first(ENVIRONMENT, description),
                      value
                          .map(v -> v.getAttribute("default-value"))
                          .filter(given -> !given.isEmpty())
                          .orElseGet(() -> first(DEFAULT, description))));
            });
    return parameters;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Stream<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
  }

  private static String text(Element parent, String name) {
    return elements(parent, name).findFirst().map(Element::getTextContent).orElse("").strip();
  }
}
