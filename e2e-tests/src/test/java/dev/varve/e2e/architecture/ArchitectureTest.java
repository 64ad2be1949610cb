// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Directions between modules, cycles and names: what the folders promise. */
@AnalyzeClasses(
        packages = "dev.varve",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {
    private static final SliceAssignment EACH_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @ArchTest
    static final ArchRule formatsKnowsNeitherFlinkNorKafka = noClasses()
            .that()
            .resideInAPackage("dev.varve.format..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.slf4j..", "com.google.common..");

    @ArchTest
    static final ArchRule formatsIsTheFoundation = noClasses()
            .that()
            .resideInAPackage("dev.varve.format..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.varve.job..", "dev.varve.backup..", "dev.varve.restore..", "dev.varve.tools..");

    @ArchTest
    static final ArchRule jobCommonKnowsNoJob = noClasses()
            .that()
            .resideInAPackage("dev.varve.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.varve.backup..", "dev.varve.restore..", "dev.varve.tools..");

    @ArchTest
    static final ArchRule backupNeverSeesRestore = noClasses()
            .that()
            .resideInAPackage("dev.varve.backup..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.varve.restore..", "dev.varve.tools..", "dev.varve.localkafka..");

    @ArchTest
    static final ArchRule restoreNeverSeesBackup = noClasses()
            .that()
            .resideInAPackage("dev.varve.restore..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.varve.backup..", "dev.varve.tools..", "dev.varve.localkafka..");

    @ArchTest
    static final ArchRule toolsStartJobsAsProgramsOnly = noClasses()
            .that()
            .resideInAPackage("dev.varve.tools..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.varve.backup..", "dev.varve.restore..");

    @ArchTest
    static final ArchRule localKafkaStandsAlone = classes()
            .that()
            .resideInAPackage("dev.varve.localkafka..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.varve.localkafka..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyToolsStartBrokers = noClasses()
            .that()
            .resideOutsideOfPackages("dev.varve.localkafka..", "dev.varve.tools..", "dev.varve.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.varve.localkafka..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().assignedFrom(EACH_PACKAGE).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSaySomething = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Utility|Helper|Helpers|Manager|Impl|Misc|Common)(\\$.*)?");

    @ArchTest
    static final ArchRule publicNamesSayWhatTheTypeIs = noClasses()
            .that()
            .arePublic()
            .and()
            .doNotHaveSimpleName("SegmentInfo")
            .should()
            .haveNameMatching(".*(Handler|Processor|Data|Info)");

    @ArchTest
    static final ArchRule publicTypesAreNotCalledAbstract =
            noClasses().that().arePublic().should().haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule stateSerializersAreNamedSo = classes()
            .that(new DescribedPredicate<JavaClass>("are versioned state serializers") {
                @Override
                public boolean test(JavaClass type) {
                    return type.isAssignableTo(SimpleVersionedSerializer.class) && !type.isAnonymousClass();
                }
            })
            .should()
            .haveSimpleNameEndingWith("Serializer")
            .allowEmptyShould(true);

    /** What formats tests with travels as a jar, which ArchUnit does not take for tests. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
