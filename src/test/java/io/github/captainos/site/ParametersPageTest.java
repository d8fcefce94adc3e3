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
  private static final int DESCRIPTION = 1;
  private static final int DEFAULT = 2;
  private static final int GOALS = 3;
  private static final int COLUMNS = 4;

  /** The goals of a parameter that every goal has. */
  private static final String ALL = "all";

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
    int all = Plugin.parameters().size();
    goals.forEach(
        (name, those) -> {
          String told = rows.get(name).get(GOALS);
          assertThat(told.equals(ALL)).as("all goals have %s", name).isEqualTo(those.size() == all);
          if (!told.equals(ALL)) {
            assertThat(told.split(", "))
                .as("goals of %s", name)
                .containsExactlyInAnyOrderElementsOf(those);
          }
        });
  }

  private static void check(String goal, Parameter parameter, List<String> row) {
    String property = parameter.property();
    String variable = parameter.environment();
    String byDefault = "`" + parameter.byDefault() + "`";
    assertSoftly(
        page -> {
          String description = row.get(DESCRIPTION);
          boolean isUsual = property.equals("captain." + parameter.name());
          page.assertThat(description.contains("(POM only)"))
              .as("%s has no property", parameter.name())
              .isEqualTo(property.isEmpty());
          page.assertThat(description.contains("(property `" + property + "`)"))
              .as("property of %s", parameter.name())
              .isEqualTo(!isUsual && !property.isEmpty());
          page.assertThat(description.replaceFirst(".*Environment: |.*", ""))
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
  void whatIsRequiredIsCalledSoOnThePagesOfTheGoals() throws Exception {
    Map<String, List<String>> rows = rows();
    Plugin.required()
        .forEach(
            (goal, required) ->
                assertThat(required)
                    .as("required by %s", goal)
                    .containsExactlyInAnyOrderElementsOf(
                        rows.keySet().stream()
                            .filter(name -> isRequired(rows.get(name).get(DEFAULT), goal))
                            .toList()));
  }

  private static boolean isRequired(String byDefault, String goal) {
    return byDefault.equals("required") || byDefault.startsWith("required by " + goal);
  }

  @Test
  void everyElementOfAFileHasItsRow() {
    List<String> elements = Targets.OF_FILE.stream().map(name -> "`<" + name + ">`").toList();

    assertThat(PAGE.rows().stream().map(row -> row.get(0)).filter(cell -> cell.startsWith("`<")))
        .containsExactlyInAnyOrderElementsOf(elements);
  }
}
