"""The measurements as tables."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.service.contenders import MLFLOW, OURS, TUNED
from benchmarks.service.load import Measured

# The floor's own spread from which on differences of milliseconds say nothing.
CALM = 1.3
TOGETHER = "1,000 in one request"

Rows = Mapping[tuple[str, int], Sequence[Measured]]


def about_rows(runs: Rows) -> str:
    """Return the table about one given row of features: a line a contender."""
    lines = [
        "| one row given | p50 ms | p99 ms | requests a second | with 16 clients "
        "| CPU ms a request |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in dict.fromkeys(name for name, _ in runs):
        one, many = runs[name, 1], runs[name, 16]
        label = f"**{name}**" if name == OURS else name
        lines.append(
            f"| {label} | {_of(one, 'p50'):.2f} | {_of(one, 'p99'):.2f} | {_of(one, 'rate'):,.0f} "
            f"| {_of(many, 'rate'):,.0f} | {_of(one, 'cpu'):.2f} |"
        )
    return "\n".join(lines)


def about_customers(runs: Mapping[str, Sequence[Measured]], rows: Rows, many: int) -> str:
    """Return the table about stored customers, and how far each promise is kept."""
    lines = [
        "| stored customers, one client | p50 ms | p99 ms | customers a second "
        "| CPU ms a customer |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, found in runs.items():
        customers = many if name == TOGETHER else 1
        label = f"`/score`, {many:,} in one request" if name == TOGETHER else f"`{name}`"
        lines.append(
            f"| {label} | {_of(found, 'p50'):.2f} | {_of(found, 'p99'):.2f} "
            f"| {customers * _of(found, 'rate'):,.0f} | {_of(found, 'cpu') / customers:.2f} |"
        )
    return "\n".join([*lines, "", *_promises(runs, rows, many)])


def _promises(runs: Mapping[str, Sequence[Measured]], rows: Rows, many: int) -> list[str]:
    score, together, floor = runs["/score"], runs[TOGETHER], rows[TUNED, 1]
    above = median(a.p50 - b.p50 for a, b in zip(score, floor, strict=True))
    times = _of(rows[OURS, 1], "rate") / _of(rows[MLFLOW, 1], "rate")
    lots = _of(rows[OURS, 16], "rate") / _of(rows[MLFLOW, 16], "rate")
    tail = median(one.p99 / one.p50 for one in score)
    batch = many * _of(together, "rate") / _of(score, "rate")
    spread = max(one.p50 for one in floor) / min(one.p50 for one in floor)
    lines = [
        "| promise | at least / most | found |",
        "| --- | ---: | ---: |",
        f"| requests a second about a given row, times those of mlflow | 1 | {times:.2f} "
        f"({lots:.2f} with 16 clients) |",
        f"| median of `/score` above tuned BentoML, ms | 2.5 | {above:.2f} |",
        f"| p99 of `/score`, times its median | 3 | {tail:.2f} |",
        f"| customers a second, {many:,} in one request, times one by one | 20 | {batch:.1f} |",
    ]
    if spread > CALM:
        lines += ["", f"Inconclusive: the median of tuned BentoML itself spread by {spread:.2f}."]
    return lines


def about_steps(runs: Mapping[str, Sequence[Measured]]) -> str:
    """Return the table of what BentoML takes with each further step of tuning."""
    lines = [
        "| BentoML with a constant, each line with those above | CPU ms a request | p50 ms "
        "| p99 ms | requests a second, 16 clients |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, (one, many) in runs.items():
        lines.append(
            f"| {name} | {one.cpu:.2f} | {one.p50:.2f} | {one.p99:.2f} | {many.rate:,.0f} |"
        )
    return "\n".join(lines)


def _of(runs: Sequence[Measured], what: str) -> float:
    """Return the median over the rounds."""
    return float(median(getattr(run, what) for run in runs))
