"""Name the columns that give an answer away: what they say was written after the fact.

A feature sees what was known at the cutoff, so a column can only leak where a source says that it
was known earlier than it was. Such a column shows itself in two ways. It tells the answer nearly
alone, as nothing of the past does. Or nearly all who have it are lost afterwards, and yet went on
as before after it was said to be known: whoever has cancelled buys no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from patron.features import Feature
from patron.features.attribute import Attribute
from patron.history import RELATION_OF, RELATION_TO, History
from patron.models.metrics import auc
from patron.pipeline.finding import NOTE, WARNING, Finding
from patron.tasks import Task
from patron.training import make_frame

Array = np.ndarray[Any, Any]

# A feature that tells so much alone, or so much and that much more than any of another idea.
NEARLY_ALONE = 0.97
STRONG, AHEAD = 0.9, 0.15
# With fewer of either answer, one of two hundred features tells them apart by chance.
FEW_ANSWERS = 30
# A fact settles the answer where nearly all who have it are lost, and chance does not explain it.
NEARLY_ALL = 0.98
FEW_HOLDERS = 30
CHANCE = 1e-6
# Of those who have it, so many went on after it was said to be known.
WENT_ON = 0.5
KNOWN_OF_NOBODY = 0.01
MOST_VALUES = 50
ANY = None
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Asked:
    """The customers of a cutoff, and what became of them.

    Parameters
    ----------
    task
        What was asked.
    past
        All that was known at the cutoff.
    cutoff
        Microseconds since 1970.
    customers
        Their numbers, rising, shape (n,).
    lost
        Whether nothing came of each in the horizon, shape (n,).
    last
        When each last did what the task is about, microseconds, shape (n,).
    features
        Those of customers.
    sources
        As for `find_leaks`.
    """

    task: Task
    past: History
    cutoff: int
    customers: Array
    lost: Array
    last: Array
    features: Sequence[Feature]
    sources: Mapping[str, str]

    def where(self, column: str, name: str) -> str:
        """Return task, source, column and the features that look at it, for a message."""
        users = [feature.name for feature in self.features if name in _looks_at(feature)]
        source = f"source {self.sources[name]}, " if name in self.sources else ""
        used = f" (feature {', '.join(users[:3])})" if users else ""
        return f"task {self.task.name}, {source}{column}{used}"


def find_leaks(
    history: History,
    task: Task,
    features: Sequence[Feature],
    cutoff: int,
    sources: Mapping[str, str] | None = None,
) -> Iterator[Finding]:
    """Yield the facts and features that give a task's answer away at a cutoff.

    Parameters
    ----------
    history
        All interactions.
    features
        Those of customers are looked at.
    cutoff
        A training cutoff, microseconds since 1970; nothing that judges a model is looked at.
    sources
        Which source tells of each attribute and each kind of interaction, for the messages.
    """
    own = [feature for feature in features if feature.entity == "customer"]
    if task.about_items or not own:
        return
    frame = make_frame(history, task, own, [cutoff])
    lost = frame.label > 0 if task.metric == "auc" else frame.label <= 0
    if lost.all() or not lost.any():
        return
    past = history.upto(cutoff)
    last = np.zeros(len(history.customers), np.int64)
    mine = past.is_any("kind", (task.kind,))
    np.maximum.at(last, past.owner[mine], past.occurred_at[mine])
    asked = Asked(
        task, past, cutoff, frame.customer, lost, last[frame.customer], own, sources or {}
    )
    named = set()
    for name, finding in (*_attributes(history, asked), *_kinds(asked)):
        named.add(name)
        yield finding
    if min(lost.sum(), (~lost).sum()) >= FEW_ANSWERS:
        yield from _features(frame.columns, asked, named)


def strength(lost: Array, value: Array) -> float:
    """Return how well one column alone tells who is lost: the AUC of its best reading.

    High or low values may stand for it, and so may a lack of any.

    Parameters
    ----------
    lost, value
        Answer and column, NaN where it is not known, shape (n,) each.
    """
    least, most = (np.where(np.isnan(value), bound, value) for bound in (-np.inf, np.inf))
    found = [auc(lost, reading) for reading in (least, most, np.isnan(value))]
    return max(max(one, 1 - one) for one in found)


def _features(columns: Mapping[str, Array], asked: Asked, named: set[str]) -> Iterator[Finding]:
    """Yield the features that tell too much alone, where no fact was named for it."""
    features = asked.features
    told = {one.name: strength(asked.lost, columns[one.name]) for one in features}
    for feature in features:
        alone = told[feature.name]
        others = [told[one.name] for one in features if one.idea != feature.idea]
        second = max(others, default=0.5)
        is_odd = alone >= NEARLY_ALONE or (alone >= STRONG and alone >= second + AHEAD)
        if not is_odd or _looks_at(feature) & named:
            continue
        yield Finding(
            WARNING,
            _place(asked, feature),
            f"it tells the answer nearly alone (AUC {alone:.3f}; the best of any other idea "
            f"{second:.3f}): it may have been written after the fact",
            "look when its column is written; map `known_at` to that moment, or leave it out",
        )


def _attributes(history: History, asked: Asked) -> Iterator[tuple[str, Finding]]:
    """Yield the attributes of which a value, or having one, settles the answer."""
    facts = history.attributes
    then = np.full(len(asked.customers), asked.cutoff)
    for number, name in enumerate(facts.names):
        if name.startswith((RELATION_TO, RELATION_OF)):
            continue
        column = f"attributes.{name}"
        known = facts.known(name, asked.customers, then)
        told_later = np.mean(known >= 0) < KNOWN_OF_NOBODY
        value = (
            facts.known(name, asked.customers, np.full_like(then, NEVER)) if told_later else known
        )
        for code, holders in _settling(value, asked):
            rows = (facts.name == number) & ((facts.value == code) | (code is ANY))
            since = _first(asked, facts.owner[rows], facts.known_at[rows])[holders]
            held = "a value" if code is ANY else repr(facts.values[code])
            if told_later:
                yield name, _told_later(asked, column, name, int(since.min()))
            elif np.mean(asked.last[holders] > since) >= WENT_ON:
                yield name, _backdated(asked, column, name, f"with {held} in {name!r}", holders)
            else:
                continue
            break


def _kinds(asked: Asked) -> Iterator[tuple[str, Finding]]:
    """Yield the kinds of interaction that settle the answer."""
    past = asked.past
    for kind in past.names["kind"]:
        rows = past.is_any("kind", (kind,))
        since = _first(asked, past.owner[rows], past.occurred_at[rows])
        for _, holders in _settling(np.where(since < NEVER, 0, -1), asked):
            went_on = np.mean(asked.last[holders] > since[holders]) >= WENT_ON
            if kind != asked.task.kind and went_on:
                having = f"with an interaction of kind {kind!r}"
                yield kind, _backdated(asked, "interactions.kind", kind, having, holders)
            break


def _first(asked: Asked, owner: Array, at: Array) -> Array:
    """Return the earliest time of each customer asked about, `NEVER` where there is none."""
    first = np.full(len(asked.past.customers), NEVER)
    np.minimum.at(first, owner, at)
    return np.asarray(first[asked.customers])


def _settling(value: Array, asked: Asked) -> Iterator[tuple[int | None, Array]]:
    """Yield each code, and `ANY`, of which nearly all holders are lost, with the holders."""
    some = value >= 0
    held, count = np.unique(value[some], return_counts=True)
    common = held[np.argsort(-count, kind="stable")][:MOST_VALUES]
    for code in (ANY, *map(int, common)):
        mine = np.flatnonzero(some if code is ANY else value == code)
        lost = int(asked.lost[mine].sum())
        is_chance = lost * np.log(asked.lost.mean()) > np.log(CHANCE)
        if len(mine) >= FEW_HOLDERS and lost >= NEARLY_ALL * len(mine) and not is_chance:
            yield code, mine


def _backdated(asked: Asked, column: str, name: str, having: str, holders: Array) -> Finding:
    lost = int(asked.lost[holders].sum())
    return Finding(
        WARNING,
        asked.where(column, name),
        f"of {len(holders):,} customers {having}, {lost:,} were lost after {_day(asked.cutoff)} "
        f"(of all {asked.lost.mean():.0%}), and most of them had gone on after it was said to be "
        "known: it was written after the fact",
        "map `known_at` to when the column is written, not to an earlier time, or leave it out",
    )


def _told_later(asked: Asked, column: str, name: str, first: int) -> Finding:
    return Finding(
        NOTE,
        asked.where(column, name),
        f"it would give the answer of {_day(asked.cutoff)} away, but was not known before "
        f"{_day(first)}: no feature of then sees it",
        "leave `known_at` as it is; no model can learn from this column",
    )


def _looks_at(feature: Feature) -> set[str]:
    """Return the names of the attributes and kinds that a feature looks at."""
    kinds = {kind for tally in feature.needed for kind in tally.where.wanted().get("kind", ())}
    return kinds | ({feature.attribute} if isinstance(feature, Attribute) else set())


def _place(asked: Asked, feature: Feature) -> str:
    found = {asked.sources[name] for name in _looks_at(feature) if name in asked.sources}
    source = f"source {' and '.join(sorted(found))}, " if found else ""
    columns = " and ".join(_columns(feature))
    return f"task {asked.task.name}, {source}{columns} (feature {feature.name})"


def _columns(feature: Feature) -> list[str]:
    """Return the columns that a feature looks at, as a mapping names them."""
    if isinstance(feature, Attribute):
        return [f"attributes.{feature.attribute}"]
    read = {tally.column or "occurred_at" for tally in feature.needed}
    columns = sorted(read | set(feature.columns()))
    return [f"interactions.{name}" if name != "attributes" else name for name in columns]


def _day(moment: int) -> str:
    return str(np.datetime64(moment, "us").astype("datetime64[D]"))
