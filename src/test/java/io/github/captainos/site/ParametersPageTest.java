package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.github.captainos.plugin.pom.Targets;
import io.github.captainos.site.Plugin.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The page of all parameters says what the plugin's descriptor does. */
class ParametersPageTest {
  private static final Page PAGE = Page.of("parameters.md");
  private static final int DEFAULT = 2;
  private static final int PROPERTY = 3;
  private static final int ENVIRONMENT = 4;
  private static final int GOALS = 5;
  private static final int COLUMNS = 6;

  /** The rows of the tables of parameters, by name. */
  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new HashMap<>();
    for (List<String> row : PAGE.rows()) {
      if (row.size() == COLUMNS && row.get(0).startsWith("`")) {
        assertThat(rows.put(row.get(0).replace("`", ""), row)).as("second row %s", row).isNull();
      }
    }
    return rows;
  }

  @Test
  void everyParameterHasItsRowAndEveryRowItsParameter() throws Exception {
    Set<String> names = new TreeSet<>();
    Plugin.parameters().values().forEach(parameters -> names.addAll(parameters.keySet()));

    assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void propertyEnvironmentVariableDefaultAndGoalsAreThoseOfThePlugin() throws Exception {
    Map<String, List<String>> rows = rows();
    Map<String, List<String>> goals = new HashMap<>();
    Plugin.parameters()
        .forEach(
            (goal, parameters) ->
                parameters
                    .values()
                    .forEach(
                        parameter -> {
                          goals
                              .computeIfAbsent(parameter.name(), name -> new ArrayList<>())
                              .add(goal);
                          check(goal, parameter, rows.get(parameter.name()));
                        }));
    goals.forEach(
        (name, those) ->
            assertThat(rows.get(name).get(GOALS).split(", "))
                .as("goals of %s", name)
                .containsExactlyInAnyOrderElementsOf(those));
  }

  private static void check(String goal, Parameter parameter, List<String> row) {
    String property = parameter.property();
    String variable = parameter.environment();
    String byDefault = "`" + parameter.byDefault() + "`";
    assertSoftly(
        page -> {
          page.assertThat(row.get(PROPERTY))
              .as("property of %s", parameter.name())
              .isEqualTo(property.isEmpty() ? "(POM only)" : "`" + property + "`");
          page.assertThat(row.get(ENVIRONMENT))
              .as("environment variable of %s", parameter.name())
              .isEqualTo(variable.isEmpty() ? "" : "`" + variable + "`");
          if (!parameter.byDefault().isEmpty()) {
            page.assertThat(List.of(row.get(DEFAULT).split("; ")))
                .as("default of %s for %s", parameter.name(), goal)
                .containsAnyOf(byDefault, goal + ": " + byDefault, parameter.byDefault());
          }
        });
  }

  @Test
  void everyElementOfAFileHasItsRow() {
    List<String> elements = Targets.OF_FILE.stream().map(name -> "`<" + name + ">`").toList();

    assertThat(PAGE.rows().stream().map(row -> row.get(0)).filter(cell -> cell.startsWith("`<")))
        .containsExactlyInAnyOrderElementsOf(elements);
  }
}
