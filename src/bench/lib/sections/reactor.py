"""Publishing several modules in one build: what one more of them costs."""

from lib.maven import Project
from lib.measure import Side

MODULES = 5


def run(bench):
    def side(modules):
        project = Project(bench.maven, bench.work / f"reactor-{modules}", bench.files, modules)

        def wipe():
            bench.registry.wipe()
            project.forget()

        publish = [project.publish(bench.registry.address)]
        return Side(f"Captain, a build of {modules}", publish, wipe)

    push = Side("oras push, three times", bench.oras.push(), bench.registry.wipe)
    many, one, theirs = bench.rounds("reactor", side(MODULES), side(1), push)
    more = [(a.seconds - b.seconds) / (MODULES - 1) for a, b in zip(many, one)]
    each = {id(run): seconds for run, seconds in zip(many, more)}
    bench.table.pair(
        f"publish, cold, a build of {MODULES} modules",
        many,
        "oras push, three times; the ratio is one more module/beside",
        theirs,
        "≤ 0.85",
        lambda a, b: each[id(a)] / b.seconds,
    )
    bench.table.alone("publish, cold, a build of one module", one)
