"""What need not be collected: fields that nothing reads, and fields that earn nothing."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np

from patron.features import Feature
from patron.features.lineage import Read, reads
from patron.history import RELATION_OF, RELATION_TO, History
from patron.history.without import without_column, without_facts, without_kind, without_level
from patron.pipeline.learn import history_of
from patron.pipeline.lineage import Lineage
from patron.pipeline.unread import Unread, find_unread, texts_of
from patron.pipeline.workspace import Workspace
from patron.report.minimised import (
    Collected,
    Loss,
    MinimisedFacts,
    Together,
    write_minimised_report,
)
from patron.tasks import Task
from patron.tasks.lifetime_value import LifetimeValue
from patron.training.forgo import Cost, Datum, Effort, Forgone, forgo

log = logging.getLogger(__name__)

REPORT = "minimisation.html"
# How facts are called that tell what others spent; see `patron.features.connected_value`.
CONNECTED_VALUE = "connected value: "


@dataclass(frozen=True)
class Minimised:
    """What need not be collected.

    Parameters
    ----------
    unread
        Fields that nothing learns from, decides by or joins accounts by.
    fields
        Fields of the sources by datum.
    needed
        Why a datum must stay whatever it costs, such as ``is the question of lifetime_value``.
    forgone
        What each task's answers lose, by task.
    tolerance
        Loss in the decisive metric that does not matter.
    not_seen
        Sources whose files could not be looked at.
    left_out
        Tasks about items, which are not measured.
    """

    unread: tuple[Unread, ...]
    fields: Mapping[str, tuple[str, ...]]
    needed: Mapping[str, str]
    forgone: tuple[Forgone, ...]
    tolerance: float
    not_seen: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def minimise(
    workspace: Workspace, tasks: Iterable[str], tolerance: float, effort: Effort, seed: int
) -> Minimised:
    """Return which fields of the sources earn nothing in quality and can stop being collected.

    Parameters
    ----------
    tasks
        Names of tasks about customers. Tasks about items are not measured, whether named or not:
        each datum would take a ranking of all candidates of everybody anew, for each of three
        windows and each seed. What they look at is named as needed by them.
    tolerance
        Loss in the decisive metric that does not matter.
    effort
        How many rows and models it takes.
    seed
        Seed of the models and of the bootstrap.

    Raises
    ------
    LakeError
        If the history was not built yet.
    """
    asked = [workspace.task(name) for name in tasks]
    history = history_of(workspace)
    lineage = Lineage.of(workspace)
    features = workspace.features
    looked_at = {one.name: reads(one) for one in features if _is_looked_at(workspace, one.name)}
    data = list(_data(history, features, [task.kind for task in workspace.tasks.values()]))
    unread, not_seen = find_unread(workspace, lineage, looked_at)
    forgone = tuple(
        forgo(
            history,
            task,
            features,
            workspace.spec(task.name),
            [datum for _, datum in data],
            tolerance,
            effort,
            seed,
        )
        for task in asked
        if not task.about_items
    )
    return Minimised(
        unread=tuple(unread),
        fields={datum.name: _fields(lineage, read) for read, datum in data},
        needed=dict(_needed(workspace, data)),
        forgone=forgone,
        tolerance=tolerance,
        not_seen=tuple(not_seen),
        left_out=tuple(task.name for task in workspace.tasks.values() if task.about_items),
    )


def write_minimised(workspace: Workspace, found: Minimised, at: datetime) -> Path:
    """Write the report on what need not be collected, and return where it is."""
    text = write_minimised_report(facts_of(workspace, found), at)
    workspace.papers.mkdir(parents=True, exist_ok=True)
    path = workspace.papers / REPORT
    path.write_text(text, encoding="utf-8")
    return path


def facts_of(workspace: Workspace, found: Minimised) -> MinimisedFacts:
    """Return what the report says of what was found."""
    collected = [
        Collected(
            name,
            fields,
            tuple(
                _loss(workspace, one, one.costs[name]) for one in found.forgone if name in one.costs
            ),
            found.needed.get(name, ""),
        )
        for name, fields in found.fields.items()
    ]
    return MinimisedFacts(
        title=workspace.settings.title,
        currency=workspace.settings.currency,
        tolerance=found.tolerance,
        unread=tuple((one.field, one.why) for one in found.unread),
        collected=tuple(one for one in collected if one.losses or one.needed),
        together=tuple(
            Together(one.together, _loss(workspace, one, one.of_together))
            for one in found.forgone
            if one.of_together is not None
        ),
        not_seen=found.not_seen,
        left_out=found.left_out,
        rows=tuple((one.task, one.rows) for one in found.forgone),
    )


def _loss(workspace: Workspace, of: Forgone, cost: Cost) -> Loss:
    is_money = isinstance(workspace.task(of.task), LifetimeValue)
    share, low, high = cost.caught
    money = (share * of.total, low * of.total, high * of.total) if is_money else None
    return Loss(of.task, of.metric, *cost.metric, (share, low, high), money)


def _is_looked_at(workspace: Workspace, feature: str) -> bool:
    """Return whether a model or a formula looks at a feature."""
    specs = [workspace.spec(task) for task in workspace.tasks]
    return any(
        spec.uses(feature) or any(feature in formula.columns() for formula in spec.against)
        for spec in specs
    )


def _data(
    history: History, features: Sequence[Feature], questions: Sequence[str]
) -> Iterator[tuple[Read, Datum]]:
    """Yield what features look at and could do without, one kind of interaction at a time."""
    kinds = [str(kind) for kind in history.names["kind"]]
    by_read: dict[Read, set[str]] = {}
    for feature in features:
        for read in reads(feature):
            for kind in (read.kinds or kinds) if read.table == "interactions" else ("",):
                single = read._replace(kinds=(kind,) if kind else ())
                by_read.setdefault(single, set()).add(feature.name)
    for read, names in sorted(by_read.items()):
        leave_out = _leave_out(history, read, questions)
        if leave_out is not None:
            yield read, Datum(_named(read), frozenset(names), leave_out)


def _leave_out(
    history: History, read: Read, questions: Sequence[str]
) -> Callable[[History], History] | None:
    """Return what takes a datum out of a history; None where it has none, or cannot do without."""
    if read.table == "attributes":
        known = read.column in history.attributes.names
        return partial(without_facts, names=(read.column,)) if known else None
    if read.table == "relations":
        return partial(without_facts, names=tuple(_told_of(history, read.column)))
    if read.table == "items":
        has_some = bool((history.levels.get(read.column, np.zeros(0)) >= 0).any())
        return partial(without_level, level=read.column) if has_some else None
    [kind] = read.kinds
    rows = history.is_any("kind", (kind,))
    if not rows.any() or (read.column == "occurred_at" and kind in questions):
        return None
    if read.column == "occurred_at":
        return partial(without_kind, kind=kind)
    if read.column in history.codes:
        has_some = bool((history.codes[read.column][rows] >= 0).any())
    else:
        has_some = bool(np.isfinite(history.number(read.column)[rows]).any())
    return partial(without_column, column=read.column, kind=kind) if has_some else None


def _fields(lineage: Lineage, read: Read) -> tuple[str, ...]:
    """Return the fields of a datum; of all that is told of a kind, the sources that tell it."""
    if read.column != "occurred_at":
        return lineage.fields_of_read(read)
    [kind] = read.kinds
    return tuple(f"{source}.*" for source, kinds in lineage.kinds.items() if kind in kinds)


def _told_of(history: History, relation: str) -> Iterator[str]:
    """Yield the names of the facts that tell of a relation, and of what those related spent."""
    own = (RELATION_TO + relation, RELATION_OF + relation)
    for name in history.attributes.names:
        of_others = name.startswith(CONNECTED_VALUE) and json.dumps(relation) in name
        if name in own or of_others:
            yield name


def _named(read: Read) -> str:
    if read.table == "interactions":
        [kind] = read.kinds
        every = f"everything told of {kind}s"
        return every if read.column == "occurred_at" else f"{read.column} of {kind}s"
    return f"{read.column} ({read.table})"


def _needed(workspace: Workspace, data: Sequence[tuple[Read, Datum]]) -> Iterator[tuple[str, str]]:
    """Yield the data that must stay whatever they cost, and why."""
    for read, datum in data:
        why = [
            *(f"is the question of {task.name}" for task in _asking(workspace, read)),
            *(
                f"is looked at by {name}, which was not measured"
                for name in _unmeasured(workspace, datum)
            ),
            *(["proves or describes who is who"] if _identifies(workspace, read) else []),
            *(["decides what is offered"] if _offers(workspace, read) else []),
        ]
        if why:
            yield datum.name, "; ".join(why)


def _asking(workspace: Workspace, read: Read) -> Iterator[Task]:
    for task in workspace.tasks.values():
        own = {"amount", "item"} if isinstance(task, LifetimeValue) else set()
        own |= {"item"} if task.about_items else set()
        level = getattr(task, "level", None)
        of_rows = read.column in own and set(read.kinds) & {task.kind, "return"}
        if (read.table == "interactions" and of_rows) or (
            read.table == "items" and read.column == level
        ):
            yield task


def _unmeasured(workspace: Workspace, datum: Datum) -> Iterator[str]:
    for name, task in workspace.tasks.items():
        spec = workspace.spec(name)
        if task.about_items and any(spec.uses(feature) for feature in datum.features):
            yield name


def _identifies(workspace: Workspace, read: Read) -> bool:
    return read.table == "attributes" and read.column in texts_of(workspace.identity.model_dump())


def _offers(workspace: Workspace, read: Read) -> bool:
    offers, rules = workspace.offers
    texts = texts_of([one.model_dump() for one in (*offers, *rules)])
    return read.table in ("attributes", "relations") and read.column in texts
