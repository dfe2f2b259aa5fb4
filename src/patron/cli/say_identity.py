"""What ``patron identity`` prints: results on standard output, as plain text."""

import csv
import sys
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.plan import Plan
from patron.pipeline.who import Judged, Told
from patron.report.evidence import said_of
from patron.report.wording import counted, day

# Of the evidence for one change, so much is printed.
LINES = 5


def planned(plan: Plan, most: int) -> None:
    """Print who would merge and split, the largest first, with the evidence."""
    before, after = plan.before, plan.after
    print(f"accounts:  {before.accounts:,} -> {after.accounts:,}")
    print(f"customers: {before.customers:,} -> {after.customers:,}")
    print(f"merges:    {plan.merges.num_rows:,}")
    print(f"splits:    {plan.splits.num_rows:,}")
    _changes(plan, most)


def explained(told: Told) -> None:
    """Print whether two accounts are one customer, and the way along links between them."""
    one, other = told.one, told.other
    if told.is_one:
        print(f"{one.account} and {other.account} are one customer, {one.customer_id}:")
    else:
        print(f"{one.account} ({one.customer_id}) and {other.account} ({other.customer_id})")
        print("are two customers.")
    if told.links.num_rows:
        if not told.is_one:
            print("The nearest evidence, some of which was held back:")
        _links(told.links.to_pylist())
    elif one.account == other.account:
        print("  it is one account")
    else:
        print("  nothing links them")
    for row in told.verdicts.to_pylist():
        print(f"  {_verdict(row)}")


def judged(result: Judged) -> None:
    """Print the verdict that was given, and who merged and split by it."""
    print(_verdict(result.verdict))
    if not result.plan.changes:
        print("No customer changes by it.")
        return
    _changes(result.plan, result.plan.changes)
    print("Scores, report and service follow with `patron score`.")


def verdicts(given: pa.Table, holding: set[int]) -> None:
    """Print all verdicts, and which of them hold."""
    if not given.num_rows:
        print("No verdict was given yet.")
    for row in given.to_pylist():
        state = "holds" if row["number"] in holding else "taken back or overruled"
        print(_verdict(row) + ("" if row["verdict"] == "undo" else f" [{state}]"))


def to_review(links: pa.Table) -> None:
    """Print pairs of customers that may be one, the most likely first."""
    if not links.num_rows:
        print("Nothing waits for review.")
        return
    for row in links.to_pylist():
        print(f"{row['customer_id']} and {row['other_customer_id']}?")
        _links([row])
    print("Decide with `patron identity merge A B --why …` or `patron identity split A B --why …`.")


def customers(table: pa.Table) -> None:
    """Print rows of CUSTOMERS as CSV."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(table.column_names)
    for batch in table.to_batches(10_000):
        for row in batch.to_pylist():
            out.writerow([*list(row.values())[:-1], row["known_at"].isoformat()])


def _changes(plan: Plan, most: int) -> None:
    for kind, changes, links in (
        ("merge into", plan.merges, plan.joining),
        ("splits into", plan.splits, plan.parting),
    ):
        for row in changes.slice(0, most).to_pylist():
            many, one = ", ".join(row["customers"]), row["customer_id"]
            line = f"{many} {kind} {one}" if kind == "merge into" else f"{one} {kind} {many}"
            print(f"\n{line} ({counted(row['accounts'], 'account')})")
            evidence = links.filter(pc.equal(links["customer_id"], one))
            _links(evidence.slice(0, LINES).to_pylist())
            if evidence.num_rows > LINES:
                print(f"  … and {evidence.num_rows - LINES:,} more")
        if changes.num_rows > most:
            print(f"\n… and {changes.num_rows - most:,} more; see --most")


def _links(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        one = f"{row['source']}:{row['account']}"
        other = f"{row['other_source']}:{row['other_account']}"
        words = said_of(row, row.get("value"))
        print(f"  {one} - {other}: {words}, known since {day(row['known_at'])}")


def _verdict(row: dict[str, Any]) -> str:
    about = (
        f"undo of verdict {row['undoes']}"
        if row["verdict"] == "undo"
        else f"{row['source']}:{row['account']} and {row['other_source']}:{row['other_account']} "
        f"are {'one person' if row['verdict'] == 'same' else 'two people'}"
    )
    said = f"{row['given_by']}, {day(row['given_at'])}: {row['why']}"
    return f"verdict {row['number']}: {about} ({said})"
