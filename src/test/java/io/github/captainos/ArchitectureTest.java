package io.github.captainos;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which package may use which. */
class ArchitectureTest {
  private static final String ROOT = "io.github.captainos.";
  private static final List<String> JOBS =
      List.of("combine", "copy", "look", "publish", "pull", "sign", "tag", "verify");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // the goal help, which is generated
          .withImportOption(location -> !location.contains("captain_maven_plugin"))
          .importPackages("io.github.captainos");

  @Test
  void dataGoesThroughTheRoomsInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("plugin")
        .definedBy(ROOT + "plugin..")
        .layer("release")
        .definedBy(ROOT + "release..")
        .layer("registry")
        .definedBy(ROOT + "registry..")
        .layer("trust")
        .definedBy(ROOT + "trust..")
        .layer("image")
        .definedBy(ROOT + "image..")
        .layer("git")
        .definedBy(ROOT + "git")
        .layer("report")
        .definedBy(ROOT + "report..")
        .layer("support")
        .definedBy(ROOT + "support")
        .whereLayer("plugin")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("release")
        .mayOnlyBeAccessedByLayers("plugin")
        .whereLayer("registry")
        .mayOnlyBeAccessedByLayers("release", "plugin")
        .whereLayer("trust")
        .mayOnlyBeAccessedByLayers("release")
        .whereLayer("image")
        .mayOnlyBeAccessedByLayers("release", "registry", "trust", "report")
        .whereLayer("git")
        .mayOnlyBeAccessedByLayers("release")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("release", "plugin")
        .whereLayer("support")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void jobsDoNotKnowEachOther() {
    for (String job : JOBS) {
      in(jobs(other -> !other.equals(job))).nothingUses(job(job));
    }
  }

  @Test
  void whatJobsShareIsBuiltOnNoJob() {
    in("release.steps..", "release.signing..", "release.content..").nothingUses(jobs(job -> true));
  }

  @Test
  void whatPublishReadsKnowsNothingOfPublishing() {
    in("release.publish.input").nothingUses("release.publish");
  }

  @Test
  void thePluginSeesOfTheRegistryOnlyItsOptions() {
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
  void whatReadsTheParametersOfAGoalKnowsNoGoal() {
    in("plugin.pom", "plugin.settings").nothingUses("plugin");
  }

  @Test
  void otherRoomsUseARegistryThroughItsInterface() {
    outside("registry..").nothingUses("registry.*");
  }

  @Test
  void thePackagesOfTheRegistryAreBuiltOnEachOtherInOneDirection() {
    slices().matching(ROOT + "registry.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyThePluginKnowsMaven() {
    outside("plugin..").nothingUsesLibrary("org.apache.maven..");
  }

  @Test
  void thePluginKnowsNoFormatAndNoProtocol() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "plugin..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google..", "com.fasterxml..", "java.net.http..", "javax.net..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(URL.class, URLConnection.class, Socket.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheRegistryRoomSpeaksHttp() {
    outside("registry..")
        .nothingUsesLibrary(
            "com.google.cloud.tools.jib.http..", "com.google.cloud.tools.jib.registry..");
  }

  @Test
  void imagesAndSignaturesArePureFunctionsOfWhatTheyAreGiven() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "image..", ROOT + "trust..")
        .should()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void whatAnImageConsistsOfKnowsNoArchives() {
    in("image").nothingUses("image.tar");
  }

  @Test
  void keysKnowNoFormatOfSignatures() {
    in("trust.key").nothingUses("trust", "image..");
  }

  @Test
  void whatIsLoggedMakesTheProgressLineGiveWay() {
    outside("support").nothingUsesLibrary("org.slf4j..");
  }

  @Test
  void onlyKeysKnowBouncyCastle() {
    outside("trust.key").nothingUsesLibrary("org.bouncycastle..");
  }

  private static String job(String name) {
    return "release." + name + "..";
  }

  private static String[] jobs(Predicate<String> chosen) {
    return JOBS.stream().filter(chosen).map(ArchitectureTest::job).toArray(String[]::new);
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
