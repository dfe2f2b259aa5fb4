"""What people said of two accounts: that they are one person, or two; and what they took back.

VERDICTS only grows. Which of its rows hold is read from it: an undo takes out the verdict that it
names, be it an undo itself, as if that had never been given.
"""

from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import IdentityError
from patron.schema import VERDICTS

SAME, DIFFERENT, UNDO = "same", "different", "undo"


class Account(NamedTuple):
    """One account as its source names it."""

    source: str
    account: str

    def __str__(self) -> str:
        return f"{self.source}:{self.account}"


def give_verdict(
    verdicts: pa.Table,
    verdict: str,
    one: Account,
    other: Account,
    given_by: str,
    given_at: datetime,
    why: str,
) -> pa.Table:
    """Return the row of VERDICTS that says what two accounts are, with the next number.

    Parameters
    ----------
    verdicts
        All VERDICTS so far.
    verdict
        ``same`` or ``different``.
    one, other
        Two accounts; their order means nothing.
    given_by, given_at, why
        Who says so, when, and for which reason.

    Raises
    ------
    IdentityError
        If both are the same account, or nobody or no reason is named.
    """
    if one == other:
        raise IdentityError(f"A verdict is about two accounts, but both are {one}.")
    first, second = sorted((one, other))
    return _next(
        verdicts,
        {
            "verdict": verdict,
            "source": first.source,
            "account": first.account,
            "other_source": second.source,
            "other_account": second.account,
        },
        given_by,
        given_at,
        why,
    )


def undo_verdict(
    verdicts: pa.Table, number: int, given_by: str, given_at: datetime, why: str
) -> pa.Table:
    """Return the row of VERDICTS that takes back the one of a number.

    Raises
    ------
    IdentityError
        If there is no such verdict, or it was taken back already.
    """
    known = set(verdicts["number"].to_pylist())
    if number not in known:
        some = f"they are numbered 1 to {max(known)}" if known else "none was given yet"
        raise IdentityError(f"There is no verdict {number}; {some}.")
    for row in _effective(verdicts):
        if row["undoes"] == number:
            raise IdentityError(
                f"Verdict {number} was taken back already, by verdict {row['number']} of "
                f"{row['given_by']}; to let it hold again, undo {row['number']}."
            )
    return _next(verdicts, {"verdict": UNDO, "undoes": number}, given_by, given_at, why)


def standing(verdicts: pa.Table) -> pa.Table:
    """Return the VERDICTS ``same`` and ``different`` that hold, by number.

    Of several that hold on one pair the newest is returned.
    """
    newest = {}
    for row in _effective(verdicts):
        if row["verdict"] != UNDO:
            one = Account(row["source"], row["account"])
            other = Account(row["other_source"], row["other_account"])
            newest[frozenset((one, other))] = row["number"]
    holds = pc.is_in(verdicts["number"], pa.array(sorted(newest.values()), pa.int64()))
    return verdicts.filter(holds).sort_by("number")


def _effective(verdicts: pa.Table) -> list[dict[str, Any]]:
    """Return the rows that no later row takes out, by number.

    They are walked from the newest on, for only a row that holds can take another out. People
    give verdicts one by one, so there are never many.
    """
    taken_out: set[int] = set()
    found = []
    for row in verdicts.sort_by([("number", "descending")]).to_pylist():
        if row["number"] in taken_out:
            continue
        if row["verdict"] == UNDO:
            taken_out.add(row["undoes"])
        found.append(row)
    return found[::-1]


def _next(
    verdicts: pa.Table, said: dict[str, Any], given_by: str, given_at: datetime, why: str
) -> pa.Table:
    if not given_by.strip() or not why.strip():
        raise IdentityError(
            f"A verdict needs who gives it and why, but found {given_by!r} and {why!r}."
        )
    number = (pc.max(verdicts["number"]).as_py() or 0) + 1
    row = {"number": number, **said, "given_by": given_by, "given_at": given_at, "why": why}
    return VERDICTS.of([row])
