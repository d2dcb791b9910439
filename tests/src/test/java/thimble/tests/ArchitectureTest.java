package thimble.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The arrows between the rooms (docs/architecture.md) never turn back, and each outside library
 * stays in its room.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("thimble");

  @Test
  void arrowsNeverTurnBack() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("ir")
        .definedBy("thimble.ir..")
        .layer("frontend")
        .definedBy("thimble.frontend..")
        .layer("targets")
        .definedBy("thimble.targets..")
        .layer("planner")
        .definedBy("thimble.planner..")
        .layer("codegen")
        .definedBy("thimble.codegen..")
        .layer("sim")
        .definedBy("thimble.sim..")
        .layer("tune")
        .definedBy("thimble.tune..")
        .layer("cli")
        .definedBy("thimble.cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("tune")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("sim")
        .mayOnlyBeAccessedByLayers("tune", "cli")
        .whereLayer("codegen")
        .mayOnlyBeAccessedByLayers("sim", "cli")
        .whereLayer("planner")
        .mayOnlyBeAccessedByLayers("codegen", "sim", "tune", "cli")
        .whereLayer("targets")
        .mayOnlyBeAccessedByLayers("planner", "codegen", "sim", "cli")
        .whereLayer("frontend")
        .mayOnlyBeAccessedByLayers("codegen", "sim", "tune", "cli")
        .check(CLASSES);
  }

  @Test
  void theIrKnowsOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("thimble.ir..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("thimble.ir..", "java..", "javax..")
        .check(CLASSES);
  }

  /** What runs trials elsewhere is carried there by whatever engine: it needs the JDK alone. */
  @Test
  void enginesKnowOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("thimble.tune.engine..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("thimble.tune.engine..", "java..")
        .check(CLASSES);
  }

  /** How trials are chosen does not know what they are. */
  @Test
  void searchesKnowOnlyNumbers() {
    noClasses()
        .that()
        .resideInAPackage("thimble.tune.search..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("thimble.tune.search..", "java..", "ml.dmlc.xgboost4j.java..")
        .check(CLASSES);
  }

  @TestFactory
  List<DynamicTest> librariesStayInTheirRooms() {
    Map<String, String[]> homes =
        Map.of(
            "com.google.protobuf..", new String[] {"thimble.frontend.."},
            "ai.onnx.proto..", new String[] {"thimble.frontend.."},
            "freemarker..", new String[] {"thimble.codegen.."},
            "com.github.javaparser..", new String[] {"thimble.codegen.."},
            "com.fasterxml.jackson.dataformat..", new String[] {"thimble.targets.."},
            "com.google.ortools..", new String[] {"thimble.planner.."},
            "ai.onnxruntime..", new String[] {"thimble.frontend..", "thimble.sim.."},
            "picocli..", new String[] {"thimble.cli.."},
            "ml.dmlc..", new String[] {"thimble.tune.search.."},
            "org.apache.spark..", new String[] {"thimble.distribute.spark.."});
    return homes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            home -> {
              ArchRule rule =
                  noClasses()
                      .that()
                      .resideInAPackage("thimble..")
                      .and()
                      .resideOutsideOfPackages(home.getValue())
                      .should()
                      .dependOnClassesThat()
                      .resideInAPackage(home.getKey());
              return DynamicTest.dynamicTest(home.getKey(), () -> rule.check(CLASSES));
            })
        .toList();
  }
}
