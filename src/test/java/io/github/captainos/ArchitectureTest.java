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
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final String ROOT = "io.github.captainos.";
  private static final List<String> JOBS =
      List.of(
          "combine", "copy", "diff", "inspect", "list", "publish", "pull", "sign", "tag", "verify");
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
        .mayOnlyBeAccessedByLayers("release", "registry", "trust")
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
      noClasses()
          .that()
          .resideInAnyPackage(
              JOBS.stream()
                  .filter(other -> !other.equals(job))
                  .map(ArchitectureTest::job)
                  .toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(job(job))
          .check(CLASSES);
    }
  }

  @Test
  void onlyTheJobsAreBuiltOnWhatTheyShare() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.*..")
        .check(CLASSES);
  }

  @Test
  void whatJobsShareIsBuiltOnNoJobAndNotOnInput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "release.steps..", ROOT + "release.signing..", ROOT + "release.content..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.input..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS.stream().map(ArchitectureTest::job).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void whatFindsSignaturesKnowsNoKeys() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release.signing.store")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "release.signing", ROOT + "trust.key")
        .check(CLASSES);
  }

  @Test
  void onlyPublishKnowsInput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "release",
            job("combine"),
            job("copy"),
            job("diff"),
            job("inspect"),
            job("list"),
            job("pull"),
            job("sign"),
            job("tag"),
            job("verify"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.input..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release.input..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(job("publish"))
        .check(CLASSES);
  }

  @Test
  void onlyInputKnowsItsCache() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "release.input..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.input.cache")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release.input.cache")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.input")
        .check(CLASSES);
  }

  @Test
  void thePackagesOfPullAreBuiltOnEachOtherInOneDirection() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release.pull.files")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "release.pull", ROOT + "release.pull.output")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "release.pull.output")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "release.pull")
        .check(CLASSES);
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
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "plugin.pom", ROOT + "plugin.settings")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "plugin", ROOT + "plugin.base", ROOT + "plugin.look")
        .check(CLASSES);
  }

  @Test
  void whatGoalsShareKnowsNoGoal() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "plugin")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "plugin.look")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "plugin.base")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "plugin", ROOT + "plugin.look")
        .check(CLASSES);
  }

  @Test
  void theFormsOfAReportKnowNoGoal() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "report", ROOT + "report.terminal")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "report.goal..", ROOT + "report.look..")
        .check(CLASSES);
  }

  @Test
  void otherRoomsUseARegistryThroughItsInterface() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "registry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "registry.*")
        .check(CLASSES);
  }

  @Test
  void thePackagesOfTheRegistryAreBuiltOnEachOtherInOneDirection() {
    slices().matching(ROOT + "registry.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyThePluginKnowsMaven() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "plugin..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.maven..")
        .check(CLASSES);
  }

  @Test
  void thePluginKnowsNoFormatAndNoProtocol() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "plugin..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google..",
            "com.fasterxml..",
            "org.eclipse.jgit..",
            "java.net.http..",
            "javax.net..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(URL.class, URLConnection.class, Socket.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheRegistryRoomSpeaksHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "registry..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.cloud.tools.jib.http..", "com.google.cloud.tools.jib.registry..")
        .check(CLASSES);
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
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void keysKnowNoFormatOfSignatures() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "trust.key")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "trust", ROOT + "image..")
        .check(CLASSES);
  }

  @Test
  void predicatesKnowNoFormatOfAttestations() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "trust.predicate")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "trust", ROOT + "trust.key", ROOT + "image..")
        .check(CLASSES);
  }

  @Test
  void onlyKeysKnowBouncyCastle() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "trust.key")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void onlyGitKnowsJgit() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "git")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jgit..")
        .check(CLASSES);
  }

  private static String job(String name) {
    return ROOT + "release." + name + "..";
  }
}
