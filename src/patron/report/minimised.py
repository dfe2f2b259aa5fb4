"""What need not be collected, for those who decide it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from patron.report.model.said import metric_name
from patron.report.sheet import Section, Sheet, write_page
from patron.report.wording import counted, listed, number

NEEDED, CAN_GO, OPEN, ELSE = "earns its keep", "can go", "not proven", "needed otherwise"


@dataclass(frozen=True)
class Loss:
    """What one task loses without a datum; differences are with it less without it.

    Parameters
    ----------
    task, metric
        Name of the task, and its decisive metric.
    value, low, high
        Loss in that metric, and its bounds.
    caught
        Loss, with bounds, in the share of leavers or margin among the tenth ranked first.
    money
        The same in money, of the judged customers; None where the question is not about money.
    """

    task: str
    metric: str
    value: float
    low: float
    high: float
    caught: tuple[float, float, float]
    money: tuple[float, float, float] | None

    def verdict(self, tolerance: float) -> str:
        """Return what the bounds prove: of use, of no use that matters, or neither."""
        if self.low > 0:
            return NEEDED
        return CAN_GO if self.high < tolerance else OPEN

    def said(self) -> str:
        """Return the loss in the metric with its bounds."""
        return _bounds((self.value, self.low, self.high), 4)

    def said_caught(self, currency: str) -> str:
        """Return the loss in what is caught, in points or in money."""
        if self.money is not None:
            return f"{_bounds(self.money, 0)} {currency}"
        return f"{_bounds((*(100 * share for share in self.caught),), 1)} points"


@dataclass(frozen=True)
class Collected:
    """Something that is collected: its fields, what each task loses without it, why it must stay.

    `needed` is empty where nothing but the tasks' answers speaks for it.
    """

    name: str
    fields: tuple[str, ...]
    losses: tuple[Loss, ...]
    needed: str

    def verdict(self, tolerance: float) -> str:
        """Return whether it earns its keep, is needed otherwise, can go, or nothing is proven."""
        found = {loss.verdict(tolerance) for loss in self.losses}
        if NEEDED in found:
            return NEEDED
        if self.needed:
            return ELSE
        return OPEN if OPEN in found or not found else CAN_GO


@dataclass(frozen=True)
class Together:
    """What one task loses without several data at once, which the window before had chosen."""

    names: tuple[str, ...]
    loss: Loss


@dataclass(frozen=True)
class MinimisedFacts:
    """All that the report on minimisation says.

    Parameters
    ----------
    title, currency
        The workspace, and the unit of money.
    tolerance
        Loss in the decisive metric that does not matter.
    unread
        Fields that nothing learns from, each with how far it comes.
    collected
        The others, and what they earn.
    together
        By task, what all that could go cost at once.
    not_seen
        Sources whose files could not be looked at.
    rows
        Rows that each task was judged on.
    left_out
        Tasks about items, which were not measured.
    """

    title: str
    currency: str
    tolerance: float
    unread: tuple[tuple[str, str], ...]
    collected: tuple[Collected, ...]
    together: tuple[Together, ...]
    not_seen: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...] = ()

    def of(self, verdict: str) -> list[Collected]:
        """Return what has a verdict."""
        return [one for one in self.collected if one.verdict(self.tolerance) == verdict]

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        go, stay, other, unproven = (
            len(self.of(verdict)) for verdict in (CAN_GO, NEEDED, ELSE, OPEN)
        )
        return (
            f"{_fields_said(len(self.unread))} read by nothing and can stop being collected. "
            f"{counted(len(self.collected), 'other thing')} that customers are known by: {go} can "
            f"go, {stay} {'earns its' if stay == 1 else 'earn their'} keep, {other} "
            f"{'is' if other == 1 else 'are'} needed otherwise, and for {unproven} neither is "
            "proven."
        )

    @property
    def not_measured(self) -> str:
        """Which tasks were left out, and what that means, in a sentence; nothing if none was."""
        if not self.left_out:
            return ""
        one = len(self.left_out) == 1
        return (
            f"Not measured: {listed(list(self.left_out))}, which "
            f"{'ranks' if one else 'rank'} items. To rank all items of everybody anew without each "
            f"thing in turn would take days. So whatever {'it looks' if one else 'they look'} at "
            f"stays, as “{ELSE}”, also where no other question has a use for it."
        )


def _fields_said(fields: int) -> str:
    return f"{counted(fields, 'field')} {'is' if fields == 1 else 'are'}"


def together_said(one: Together) -> str:
    """Return in a sentence what doing without several data at once costs."""
    loss = one.loss
    return (
        f"{loss.task}: without {', '.join(one.names)} at once, {metric_name(loss.metric)} falls "
        f"by {loss.said()}."
    )


def write_minimised_report(facts: MinimisedFacts, at: datetime) -> str:
    """Return the report on what need not be collected, as the text of one HTML file."""
    judged = ", ".join(f"{task} on {counted(rows, 'row')}" for task, rows in facts.rows)
    sections = [
        Section(
            "short",
            "In short",
            (
                facts.sentence,
                "What can go costs, with all comparisons of a task taken together (Bonferroni), "
                f"less than {number(facts.tolerance, 3)} of the decisive metric in 95 of 100 "
                "cases. What is not proven needs more customers, or costs too much to be "
                f"called nothing. Judged: {judged or 'nothing'}.",
                *([facts.not_measured] if facts.left_out else []),
            ),
            tuple(together_said(one) for one in facts.together),
        ),
        _unread(facts),
        *(_collected(facts, verdict) for verdict in (CAN_GO, OPEN, NEEDED, ELSE)),
        Section(
            "how",
            "How it was found",
            (
                "A datum is left out of the history, the features that look at it are computed "
                "anew, and trees of the same settings learn anew; who is asked, and what is true, "
                "stay. The difference is taken on the newest window whose answers are known. What "
                "goes at once was chosen on the window before it. The formulas beside the trees "
                "are not part of it. A field that several sources have is one datum: it can go "
                "only where all of them stop collecting it.",
                "Whether a field is needed for anything else (the law, bookkeeping, service) is "
                "not known here.",
            ),
        ),
    ]
    return write_page("Minimisation report", facts.title, at, sections)


def _unread(facts: MinimisedFacts) -> Section:
    missing = (
        (f"The files of {', '.join(facts.not_seen)} were not there; only mapped fields are known.",)
        if facts.not_seen
        else ()
    )
    sheet = Sheet("Fields that nothing learns from", ("Field", "Why"), facts.unread, (0, 1))
    return Section("unread", "Read by nothing", missing, sheets=(sheet,) if facts.unread else ())


def _collected(facts: MinimisedFacts, verdict: str) -> Section:
    rows = tuple(
        row for one in sorted(facts.of(verdict), key=_least_loss) for row in _rows(facts, one)
    )
    header = ("Datum", "Fields", "Task", "Falls by", "Caught in the first tenth", "Else")
    title = verdict.capitalize()
    sheet = Sheet("With bounds; above nought the datum is of use", header, rows, (0, 1, 2, 5))
    sentences = () if rows else ("Nothing.",)
    return Section(verdict.split()[0], title, sentences, sheets=(sheet,) if rows else ())


def _least_loss(one: Collected) -> tuple[float, str]:
    return (max((loss.value for loss in one.losses), default=0.0), one.name)


def _rows(facts: MinimisedFacts, one: Collected) -> Sequence[tuple[str, ...]]:
    fields = ", ".join(one.fields)
    if not one.losses:
        return [(one.name, fields, "", "not measured", "", one.needed)]
    return [
        (
            one.name,
            fields,
            f"{loss.task}, {metric_name(loss.metric)}",
            loss.said(),
            loss.said_caught(facts.currency),
            one.needed,
        )
        for loss in one.losses
    ]


def _bounds(found: Sequence[float], digits: int) -> str:
    value, low, high = (number(one, digits) for one in found)
    return f"{value} ({low} to {high})"
