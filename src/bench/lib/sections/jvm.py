"""Goals with options of the JVM, beside the same goals without."""

import dataclasses
import itertools

from lib.measure import Side

# those on the page on performance
HASHING = (
    "-XX:+UseSerialGC -XX:Tier4InvocationThreshold=30000"
    " -XX:Tier4MinInvocationThreshold=20000 -XX:Tier4CompileThreshold=40000"
)
NOT_HASHING = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


def whole(ours, theirs):
    return ours.seconds / theirs.seconds


def run(bench):
    new = (f"jvm{number}" for number in itertools.count(1))

    def compare(what, options, processes, before=None):
        def with_options():
            environment = {"MAVEN_OPTS": options}
            return [dataclasses.replace(one, environment=environment) for one in processes()]

        ours, theirs = bench.rounds(
            what, Side(options, with_options, before), Side("without", processes, before)
        )
        beside = f"without {options}; the ratio is with all of Maven"
        bench.table.pair(what, ours, beside, theirs, "≤ 1", whole)

    compare("publish, cold, JVM options", HASHING, lambda: bench.publish, bench.wipe)
    bench.fill()
    compare("publish again, JVM options", HASHING, lambda: bench.publish)
    compare("pull, JVM options", HASHING, lambda: bench.pull, bench.clean)
    compare(
        "tag-all, JVM options",
        NOT_HASHING,
        lambda: [bench.goal("tag-all", f"-Dcaptain.newTag={next(new)}")],
    )
