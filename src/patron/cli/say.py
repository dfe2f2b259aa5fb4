"""What the commands print: results on standard output, as plain text that a script can read."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from patron.features.compute import moment
from patron.pipeline import Built, Collected, Finding, Moved, Promoted, Scored, Workspace
from patron.pipeline.learn import REPORT
from patron.report import Card, card_json, card_text
from patron.training import Trained
from patron.training.grade import MEANING
from patron.world import Made
from patron.world.grade import Measured


def now() -> datetime:
    """Return the time, which only commands and the service may ask for."""
    return datetime.now(UTC)


def built(result: Built) -> None:
    """Print what building came to."""
    print()
    for source in result.sources:
        print(f"  {source}")
    state = "changed" if result.changed else "unchanged"
    counts = f"{result.interactions:,} interactions of {result.customers:,} customers"
    print(f"  history: {counts}, {state}")


def published(customers: int) -> None:
    """Print how many customers the live store has now."""
    print(f"\npublished {customers:,} customers")


def collected(result: Collected) -> None:
    """Print how many events, decisions and outcomes the lake got."""
    print(
        f"\ncollected {result.events:,} events, {result.decisions:,} decisions, "
        f"{result.outcomes:,} outcomes"
    )
    for table, written in result.written.items():
        print(f"  {table}: {written}")


def trained(results: Sequence[tuple[Trained, str]]) -> None:
    """Print each model's metric, the strongest formula's, the difference and the grade."""
    for result, alias in results:
        grades = result.graded.table.to_pylist()
        row = next(row for row in grades if row["decisive"])
        model = result.model
        day = moment(result.cutoffs.test)
        print(f"\n{model.task}: judged on the {model.horizon_days:.0f} days after {day:%Y-%m-%d}")
        print(f"  {'metric':<18} {'model':>8} {'formula':>8}  difference [95 % interval]")
        for one in grades:
            if one["formula"] is None:
                continue
            mark = "*" if one["decisive"] else " "
            bounds = f"[{one['low']:+.3f}, {one['high']:+.3f}]"
            print(
                f" {mark}{one['metric']:<18} {one['value']:>8.3f} {one['formula_value']:>8.3f}  "
                f"{one['difference']:+.3f} {bounds}  {one['formula']}"
            )
        others = ", ".join(
            f"{one['metric']} {one['value']:.3f}" for one in grades if one["formula"] is None
        )
        print(f"  also: {others}")
        print(f"  grade {row['grade']}: {MEANING[row['grade']]} ({row['formula']}) -> {alias}")
        if result.duel is not None:
            print(f"  duel: {result.duel}")


def papers(results: Sequence[tuple[Trained, str]], workspace: Workspace) -> None:
    """Print where the reports of the models are."""
    print()
    for result, _ in results:
        print(f"report:  {workspace.papers / f'{result.model.task}_{REPORT}'}")


def promoted(result: Promoted, workspace: Workspace) -> None:
    """Print who is champion now, and how that takes effect."""
    print(f"\n{result.sentence}")
    score = f"score:   patron -w {workspace.configs} score"
    if result.bundle is None:
        print(f"{score}   (from then on it answers)")
    else:
        print(f"serve:   it answers within a second (bundle {result.bundle})")
        print(f"{score}   (what is stored is of the one before until then)")
        print(f"report:  patron -w {workspace.configs} report   (after that, and not before)")


def moved(results: Sequence[Moved]) -> None:
    """Print what each experiment says of its offers, and what acting on it would have brought."""
    for one in results:
        best = one.best or "no offer"
        print(
            f"\nuplift, {one.experiment}: {one.rows:,} draws, {one.learner}; best for all: {best}"
        )
        for offer, said in one.said.items():
            print(f"  {offer}: {said}")
        for policy, value in one.values.items():
            bounds = f"{value.low:.4f} to {value.high:.4f}"
            print(f"  worth a draw, {policy}: {value.value:.4f} ({bounds})")
        if one.refused:
            print(f"  more cannot be told: {one.refused}")


def scored(result: Scored) -> None:
    """Print how many were scored and what was decided."""
    print(f"\nscores of {moment(result.as_of):%Y-%m-%d %H:%M} UTC")
    for task, customers in result.customers.items():
        print(f"  {task}: {customers:,} customers")
    if result.high_value:
        print(f"  high value: {result.high_value:,} customers, who bring 80 % of what is expected")
    for task in result.without:
        print(f"  {task}: no champion, left out")
    for offer, customers in sorted(result.chosen.items(), key=lambda pair: -pair[1]):
        print(f"  to offer: {offer}: {customers:,} customers")


def reported(path: Path, workspace: Workspace) -> None:
    """Print where the report is, and what can be done next."""
    command = f"{Path(sys.argv[0]).name} -w {workspace.configs}"
    print(f"\nreport:  {path}   (open it in a browser)")
    print(f"serve:   make serve WORKSPACE={workspace.name}, or {command} serve")
    print(f"ask:     {command} customer ID")
    store = workspace.registry.folder / "mlflow.db"
    print(f"runs:    mlflow ui --backend-store-uri sqlite:///{store}")


def card(shown: Card, as_json: bool) -> None:
    """Print a customer's card."""
    print(json.dumps(card_json(shown), indent=1) if as_json else card_text(shown))


def findings(found: Sequence[Finding], workspace: Workspace) -> bool:
    """Print what the doctor found; return whether any of it is an error."""
    if not found:
        print(f"{workspace.name}: nothing is wrong.")
    for finding in found:
        print(f"{finding.severity}: {finding.where}: {finding.what}\n    -> {finding.fix}")
    bad = {finding.where for finding in found if finding.severity == "error"}
    for task in workspace.tasks:
        state = "cannot be trained yet" if f"task {task}" in bad else "can be trained"
        print(f"task {task}: {state}")
    return bool(bad)


def simulated(made: Mapping[str, Made], workspace: Workspace) -> None:
    """Print what the raw files of a world hold."""
    print(f"\n  {'source':<12} {'rows':>12} {'cut off':>9} {'repeated':>9}")
    for source, one in made.items():
        print(f"  {source:<12} {one.rows:>12,} {one.cut_off:>9,} {one.repeated:>9,}")
    print(f"  {'together':<12} {sum(one.rows for one in made.values()):>12,}")
    print(f"raw files: {workspace.raw}\ntruth:     {workspace.truth}   (no source reads it)")


def true(found: Sequence[Measured]) -> None:
    """Print how near the answers come to the truth, and how near one could come."""
    print(f"\n  {'of':<12} {'measure':<52} {'found':>9} {'possible':>9} {'on':>9}")
    for one in found:
        best = "" if one.possible is None else f"{one.possible:.3f}"
        print(f"  {one.of:<12} {one.measure:<52} {one.value:>9.3f} {best:>9} {one.rows:>9,}")
