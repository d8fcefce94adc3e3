package io.github.captainos;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may use which. */
class ArchitectureTest {
  private static final String ROOT = "io.github.captainos.";
  private static final List<String> JOBS =
      List.of("combine", "copy", "look", "publish", "pull", "sign");

  /** Each room with those that may use it. */
  private static final Map<String, List<String>> ROOMS =
      Map.of(
          "plugin", List.of(),
          "release", List.of("plugin"),
          "registry", List.of("plugin", "release"),
          "trust", List.of("release"),
          "git", List.of("release"),
          "report", List.of("plugin", "release"),
          "image", List.of("release", "registry", "trust", "report"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // the goal help, which is generated
          .withImportOption(location -> !location.contains("captain_maven_plugin"))
          .importPackages("io.github.captainos");

  /** Maven reads these files also where somebody tries the plugin below this directory. */
  @Test
  void noFileInDotMvnChangesWhatAGoalPrints() throws IOException {
    assertThat(Path.of(".mvn/jvm.config")).content().doesNotContain("simpleLogger", "slf4j");
    assertThat(Path.of(".mvn/maven.config")).content().doesNotContainPattern("(?m)^(-q|--quiet)");
  }

  @Test
  void roomsUseEachOtherInOneDirection() {
    var rooms =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("support")
            .definedBy(ROOT + "support..");
    for (String room : ROOMS.keySet()) {
      rooms = rooms.layer(room).definedBy(ROOT + room + "..");
    }
    rooms = rooms.whereLayer("support").mayNotAccessAnyLayer();
    for (Map.Entry<String, List<String>> room : ROOMS.entrySet()) {
      rooms =
          room.getValue().isEmpty()
              ? rooms.whereLayer(room.getKey()).mayNotBeAccessedByAnyLayer()
              : rooms
                  .whereLayer(room.getKey())
                  .mayOnlyBeAccessedByLayers(room.getValue().toArray(String[]::new));
    }
    rooms.check(CLASSES);
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packagesOfARoomUseEachOtherInOneDirection() {
    slices().matching(ROOT + "registry.(*)..").should().beFreeOfCycles().check(CLASSES);
    in("image").nothingUses("image.tar..");
    in("trust.key").nothingUses("trust");
    in("plugin.pom", "plugin.settings").nothingUses("plugin");
  }

  @Test
  void jobsDoNotKnowEachOtherAndWhatTheyShareKnowsNone() {
    in("release").nothingUses("release.*..");
    for (String job : JOBS) {
      String[] others =
          JOBS.stream()
              .filter(other -> !other.equals(job))
              .map(other -> "release." + other + "..")
              .toArray(String[]::new);
      in("release." + job + "..").nothingUses(others);
    }
    in("release.publish.input").nothingUses("release.publish");
  }

  @Test
  void otherRoomsUseARegistryThroughItsInterface() {
    outside("registry..").nothingUses("registry.http..", "registry.layout..", "registry.remote..");
    noClasses()
        .that()
        .resideInAPackage(ROOT + "plugin..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "registry..")
                .and(not(type(RegistryOptions.class)))
                .and(not(type(ParameterNames.class))))
        .check(CLASSES);
  }

  @Test
  void librariesAreUsedInOneRoom() {
    outside("plugin..").nothingUsesLibrary("org.apache.maven..");
    in("plugin..").nothingUsesLibrary("com.google..", "com.fasterxml..", "javax.net..");
    outside("registry..")
        .nothingUsesLibrary(
            "com.google.cloud.tools.jib.http..",
            "com.google.cloud.tools.jib.registry..",
            "org.apache.http..");
    outside("trust.key").nothingUsesLibrary("org.bouncycastle..");
  }

  @Test
  void imagesAndSignaturesArePureFunctionsOfWhatTheyAreGiven() {
    Set<String> impure = Set.of("getenv", "getProperty", "currentTimeMillis", "now");
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "image..", ROOT + "trust..")
        .should()
        .callMethodWhere(
            DescribedPredicate.<JavaMethodCall>describe(
                "the environment or the time is asked for",
                call ->
                    impure.contains(call.getName())
                        && (call.getTargetOwner().isEquivalentTo(System.class)
                            || call.getTargetOwner().isEquivalentTo(Instant.class))))
        .check(CLASSES);
  }

  private static Part in(String... rooms) {
    return new Part(noClasses().that().resideInAnyPackage(packages(rooms)));
  }

  private static Part outside(String room) {
    return new Part(noClasses().that().resideOutsideOfPackage(ROOT + room));
  }

  private static String[] packages(String... rooms) {
    return Arrays.stream(rooms).map(ROOT::concat).toArray(String[]::new);
  }

  /** A part of the code, which must not use another one. */
  private record Part(GivenClassesConjunction classes) {
    void nothingUses(String... rooms) {
      nothingUsesLibrary(packages(rooms));
    }

    void nothingUsesLibrary(String... packages) {
      classes.should().dependOnClassesThat().resideInAnyPackage(packages).check(CLASSES);
    }
  }
}
