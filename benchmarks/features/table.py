"""The measured costs as a table in Markdown, and its place in the documentation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.features.contenders import FLOOR, REFERENCE, Contender
from benchmarks.features.measure import Cost

# Where even reading the columns takes so much longer at times, the machine was not at rest.
STEADY = 1.3
HEADER = "| | rows | seconds | to patron | rows a second | CPU seconds | peak memory | threads |"
BEGIN, END = "<!-- features: begin -->", "<!-- features: end -->"


def table(costs: Mapping[tuple[Contender, int], Sequence[Cost]], size: int, rounds: int) -> str:
    """Return one size's costs, fastest first.

    Parameters
    ----------
    costs
        Cost in each round by contender and rows given.
    size
        Rows that were asked for.
    """
    lines = [HEADER, "| --- |" + " ---: |" * 7]
    ours = costs.get((REFERENCE, size))
    in_order = sorted(costs.items(), key=lambda one: _median([c.seconds for c in one[1]]))
    for (contender, rows), measured in in_order:
        lines.append(_line(contender, rows, measured, ours if rows == size else None))
    floor = [cost.seconds for cost in costs.get((FLOOR, size), ())]
    notes = [f"{rounds} round(s), least to most of each; ratio of the medians."]
    if floor and max(floor) > STEADY * min(floor):
        spread = max(floor) / min(floor)
        notes.append(f"**Inconclusive**: the floor itself spreads by {spread:.1f}.")
    return f"### {size:,} rows\n\n{' '.join(notes)}\n\n" + "\n".join(lines) + "\n"


def _line(
    contender: Contender, rows: int, measured: Sequence[Cost], ours: Sequence[Cost] | None
) -> str:
    seconds = [cost.seconds for cost in measured]
    ratio = "" if ours is None else f"{_median(seconds) / _median([c.seconds for c in ours]):.2f}"
    cells = [
        contender.called,
        f"{rows:,}",
        _span(seconds, "{:.2f}"),
        ratio,
        f"{rows / _median(seconds):,.0f}",
        _span([cost.cpu_seconds for cost in measured], "{:.1f}"),
        _span([cost.peak_bytes / 1e6 for cost in measured], "{:,.0f}") + " MB",
        str(measured[0].threads),
    ]
    return "| " + " | ".join(cells) + " |"


def _span(values: Sequence[float], form: str) -> str:
    least, most = form.format(min(values)), form.format(max(values))
    return least if least == most else f"{least} to {most}"


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def write_into(path: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put `text` between the markers of the file at `path`, which gets them if it has none."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n{begin}\n{end}\n"
    before, rest = old.split(begin, maxsplit=1)
    after = rest.split(end, maxsplit=1)[1]
    path.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", encoding="utf-8")
