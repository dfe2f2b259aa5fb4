"""Lines of the list for the week: which are wanted, who does each, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from patron.live.line import Line
from patron.live.worklist import Assignment
from patron.service.console.page import service

USUAL, MOST = 400, 5_000
MOST_ASSIGNMENTS = 10_000
# What may become of a line, as `POST /outcomes` calls it, in words.
OUTCOMES = {
    "accepted": "Accepted",
    "bought": "Bought",
    "rejected": "Said no",
    "ignored": "No answer",
}
# Fields of an address; `owner` is what a form calls who is to do something.
FILTERS = ("most", "offer", "channel", "state", "whose", "page")


@dataclass(frozen=True)
class Wanted:
    """What part of the list is wanted.

    Parameters
    ----------
    most
        How many lines, the most profitable first.
    offer, channel
        Only of these; all if empty.
    state
        ``open`` for what nobody does yet, ``assigned`` for what somebody does, ``done`` for what
        is known to have become of something; all if empty.
    owner
        Only what they do; all if empty.
    page
        From 1.
    """

    most: int = USUAL
    offer: str = ""
    channel: str = ""
    state: str = ""
    owner: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Return what an address asks for; what cannot be meant is as usual."""
        most, page = asked.get("most", ""), asked.get("page", "")
        return cls(
            min(max(int(most), 1), MOST) if most.isdecimal() and len(most) < 9 else USUAL,
            asked.get("offer", ""),
            asked.get("channel", ""),
            asked.get("state", ""),
            asked.get("whose", ""),
            max(int(page), 1) if page.isdecimal() and len(page) < 9 else 1,
        )

    def address(self, **others: object) -> str:
        """Return the part of an address that asks for it, or for it with another value."""
        told = {**vars(self), "whose": self.owner, **others}
        return urlencode({k: v for k, v in told.items() if v != "" and k != "owner"})


@dataclass(frozen=True)
class Row:
    """A line with who does it and what became of it; the last two may be missing."""

    line: Line
    assignment: Assignment | None = None

    @property
    def state(self) -> str:
        """How far it is: ``open``, ``assigned`` or ``done``."""
        if self.assignment is None:
            return "open"
        return "done" if self.became else "assigned"

    @property
    def answers(self) -> int:
        """How many answers are known."""
        return sum(kind in OUTCOMES for kind in self._outcomes())

    @property
    def became(self) -> str:
        """What became of it, in words; empty if that is not known."""
        told = [OUTCOMES[kind] for kind in self._outcomes() if kind in OUTCOMES]
        return told[-1] if told else ""

    def _outcomes(self) -> Sequence[str]:
        return self.assignment.outcomes if self.assignment else ()


@dataclass(frozen=True)
class Listed:
    """A part of the list.

    Parameters
    ----------
    rows
        The lines wanted.
    earlier
        Those of earlier scorings that are still to be done.
    owners
        All who do something.
    left_out
        How many lines are not among them, as their customers have since withdrawn consent or the
        offer is over.
    """

    rows: Sequence[Row]
    earlier: Sequence[Row]
    owners: Sequence[str]
    left_out: int = 0


def listed(wanted: Wanted, now: datetime) -> Listed:
    """Return a part of the list, with who does each line and what became of it.

    What may not be carried out at the moment `now` is only there if it was.
    """
    console = service().access.console
    lines = console.lines(wanted.most, wanted.offer or None, wanted.channel or None)
    found = console.assignments(MOST_ASSIGNMENTS)
    by_line = {(one.line.cutoff, one.line.customer_id): one for one in found}
    rows = [Row(line, by_line.get((line.cutoff, line.customer_id))) for line in lines]
    # The list is of one scoring.
    newest = max((line.cutoff for line in console.lines(1)), default=0)
    old = [Row(one.line, one) for one in found if one.line.cutoff < newest]
    rows = [one for one in rows if wanted.state in ("", one.state) and _is_theirs(one, wanted)]
    old = [one for one in old if one.state == "assigned" and _is_theirs(one, wanted)]
    to_do = [one.line for one in (*rows, *old) if one.state != "done"]
    # Without lines there may be no models yet.
    still = service().scorer.still_allowed(to_do, now) if to_do else []
    allowed = {id(line) for line in still}

    def stays(row: Row) -> bool:
        return row.state == "done" or id(row.line) in allowed

    return Listed(
        [row for row in rows if stays(row)],
        [row for row in old if stays(row)],
        sorted({one.owner for one in found}),
        len(to_do) - len(allowed),
    )


def _is_theirs(row: Row, wanted: Wanted) -> bool:
    return wanted.owner in ("", row.assignment.owner if row.assignment else "")
