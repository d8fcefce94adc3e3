"""The table: its rows are computed once all is measured."""

import statistics


def seconds(value):
    return f"{value:.2f}"


def median(runs):
    return statistics.median(run.seconds for run in runs)


def peak(runs):
    peaks = [run.peak for run in runs if run.peak is not None]
    return f"{max(peaks)}" if peaks else "?"


class Table:
    HEAD = (
        "what",
        "Captain s (median)",
        "beside",
        "s (median)",
        "Captain net s",
        "ratio net/beside (median of pairs, range)",
        "peak MiB, Captain / beside",
        "target",
    )

    def __init__(self):
        self.validates = []  # the runs of mvn validate, wherever they were measured
        self.rows = []

    def net(self, run):
        return run.seconds - median(self.validates)

    def pair(self, what, ours, beside, theirs, target="", ratio=None):
        """The ratio is a function of a pair; it is called once all is measured."""
        ratio = ratio or (lambda a, b: self.net(a) / b.seconds)

        def row():
            ratios = [ratio(a, b) for a, b in zip(ours, theirs)]
            return (
                what,
                seconds(median(ours)),
                beside,
                seconds(median(theirs)),
                seconds(median(ours) - median(self.validates)),
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
                f"{peak(ours)} / {peak(theirs)}",
                target,
            )

        self.rows.append(row)

    def alone(self, what, ours, note="", target=""):
        self.rows.append(
            lambda: (
                what,
                seconds(median(ours)),
                note,
                "",
                seconds(median(ours) - median(self.validates)),
                "",
                peak(ours),
                target,
            )
        )

    def note(self, what, note, target=""):
        self.rows.append(lambda: (what, "", note, "", "", "", "", target))

    def print(self):
        """The table is for the site; whether a target is met, for whoever changes something."""
        rows = [self.HEAD, ("---",) * len(self.HEAD)]
        if self.validates:
            of = f"mvn validate ({len(self.validates)} runs)"
            rows.append((of, seconds(median(self.validates)), *[""] * 4, peak(self.validates), ""))
        rows += [row() for row in self.rows]
        for row in rows:
            print("| " + " | ".join(row[:-1]) + " |")
        for row in rows[2:]:
            what, _, beside, _, net, ratio, _, target = row
            if target:
                print(f"\ntarget {target}: {what}, {beside}: {ratio or net}", end="")
        print()
