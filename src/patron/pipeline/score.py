"""Champions and the one history -> scores, reasons and decisions of every customer."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import ModelError
from patron.history import History, current_history, micros, show_current
from patron.models import Model, write_bundle
from patron.offers import OfferFacts, decide, declared, propose
from patron.offers.base import CONTACTS, GRANTS, OWNED, PRICES, REACHED
from patron.offers.contact_limit import ContactLimit
from patron.offers.tiers import steps_up
from patron.pipeline.learn import history_of
from patron.pipeline.moved import keep_changes, last_scoring
from patron.pipeline.outlook import make_outlook
from patron.pipeline.publish import publish_newest
from patron.pipeline.scoring import score_task
from patron.pipeline.segments import told_segments
from patron.pipeline.workspace import Workspace
from patron.schema import (
    ATTRIBUTIONS,
    DECISIONS,
    EFFECTS,
    FEATURES,
    OUTLOOK,
    REASONS,
    SCORES,
    TEXT,
    TIME,
    Table,
    utc,
)
from patron.tasks import Task
from patron.tasks import declared as tasks_declared
from patron.training import Frame

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]

# What the note beside SCORES says of the customers: those of now, or those of the moment.
ASKED_AS, NOW, THEN = "asked as", "now", "then"

CONTACTS_QUERY = """
SELECT customer_id, offer, max(occurred_at) AS last_at FROM current_history
WHERE actor = 'company' AND offer IS NOT NULL AND epoch_us(occurred_at) <= {as_of}
  AND epoch_us(known_at) <= {as_of}
GROUP BY customer_id, offer
"""
# Several rows of one moment, such as the items of a letter, are one contact.
REACHED_QUERY = """
SELECT DISTINCT customer_id, channel, occurred_at AS at FROM current_history
WHERE actor = 'company' AND channel IS NOT NULL AND epoch_us(known_at) <= {as_of}
  AND epoch_us(occurred_at) <= {as_of} AND epoch_us(occurred_at) > {since}
"""
# Of two answers at one moment, from two accounts of a customer say, the no.
GRANTS_QUERY = """
SELECT customer_id, channel, arg_max(granted, row(n.known_at, NOT granted)) AS granted
FROM consents AS n JOIN current_customers AS c USING (source, account)
WHERE epoch_us(n.known_at) <= {as_of} GROUP BY customer_id, channel
"""


@dataclass(frozen=True)
class Scored:
    """What scoring came to.

    Parameters
    ----------
    as_of
        The moment that the scores are of, in microseconds.
    customers
        Customers scored, by task.
    chosen
        Customers by chosen offer.
    without
        Tasks without a champion, which were left out.
    high_value
        Customers who bring 80 % of what is expected of all.
    """

    as_of: int
    customers: Mapping[str, int]
    chosen: Mapping[str, int]
    without: tuple[str, ...]
    high_value: int = 0


def score(workspace: Workspace, as_of: int | None = None) -> Scored:
    """Return what scoring every customer with every champion came to.

    Scores, the outlook, attributions, reasons, features and decisions go into the lake; the
    champions go into a new bundle and what the service needs of each customer into the live store.

    Parameters
    ----------
    as_of
        Moment of prediction in microseconds, and the customers are those there were then. If
        left out, it is the end of the history, and the customers are those of now.

    Raises
    ------
    ModelError
        If no task has a champion.
    """
    made_from = {name: str(version) for name, version in workspace.lake.versions().items()}
    history = history_of(workspace)
    now = as_of is None
    made_from[ASKED_AS] = NOW if now else THEN
    moment = history.end if as_of is None else as_of
    history = current_history(history, moment) if now else history
    champions, without = _champions(workspace)
    before = last_scoring(workspace)
    parts = [
        score_task(history, workspace.task(name), model, moment, workspace.settings)
        for name, model in champions.items()
    ]
    tables = {
        table: pa.concat_tables([part[table] for part in parts], promote_options="default")
        for table in (SCORES, ATTRIBUTIONS, REASONS)
    }
    tables[OUTLOOK] = make_outlook(history, [part["said"] for part in parts], moment)
    facts = _offer_facts(workspace, history, tables[SCORES], moment, now)
    offers, rules = workspace.offers
    asked = pa.array(np.unique(tables[SCORES]["customer_id"].to_numpy(zero_copy_only=False)), TEXT)
    tables[DECISIONS] = decide(propose(offers, facts), rules, facts, asked)
    tables[FEATURES] = _features(parts)
    for table, rows in tables.items():
        workspace.lake.replace(table, rows, made_from)
    said = [part["now"] for part in parts if part["now"] is not None]
    keep_changes(workspace.lake, history, before, said, moment)
    _export(workspace, champions, parts, tables)
    publish_newest(workspace, moment, now)
    chosen = tables[DECISIONS].filter(tables[DECISIONS]["chosen"])
    counts = chosen.group_by("offer").aggregate([([], "count_all")]).to_pylist()
    return Scored(
        moment,
        {part["task"]: part["customers"] for part in parts},
        {row["offer"]: row["count_all"] for row in counts},
        without,
        tables[OUTLOOK]["high_value"].to_pylist().count(True),
    )


def _champions(workspace: Workspace) -> tuple[dict[str, Model], tuple[str, ...]]:
    found = {name: workspace.registry.champion(name) for name in workspace.tasks}
    champions = {name: model for name, model in found.items() if model is not None}
    without = tuple(name for name, model in found.items() if model is None)
    if not champions:
        raise ModelError(
            f"{workspace.name} has no champion for any task; run "
            f"`patron -w {workspace.configs} train`, and look at the grades that it prints."
        )
    for name in without:
        log.warning("score: %s has no champion, so it is left out; train it first", name)
    return champions, without


def _features(parts: list[dict[Any, Any]]) -> pa.Table:
    """Return FEATURES at the moment of scoring: of the task that asks about most customers."""
    part = max(
        (part for part in parts if part["frame"].item.max(initial=-1) < 0),
        key=lambda part: len(part["frame"]),
        default=None,
    )
    if part is None:
        return FEATURES.empty()
    frame: Frame = part["frame"]
    return FEATURES.check(
        pa.table(
            {
                "customer_id": pa.array(part["customer_ids"], TEXT),
                "cutoff": pa.array(frame.cutoff).cast(TIME),
                **frame.columns,
            }
        )
    )


def _offer_facts(
    workspace: Workspace, history: History, scores: pa.Table, moment: int, now: bool
) -> OfferFacts:
    """Return what offers and rules look at."""
    with workspace.lake.connection() as connection:
        show_current(connection, moment, now)
        since = moment - max(map(micros, _windows(workspace)), default=0)
        contacts, grants, reached = (
            connection.sql(query.format(as_of=moment, since=since)).to_arrow_table().cast(schema)
            for query, schema in (
                (CONTACTS_QUERY, CONTACTS),
                (GRANTS_QUERY, GRANTS),
                (REACHED_QUERY, REACHED),
            )
        )
    effects = _effects(workspace, moment)
    ranked = [task for task in workspace.tasks.values() if task.about_items]
    facts = OfferFacts(
        moment,
        scores,
        contacts=contacts,
        consents=grants,
        effects=effects,
        reached=reached,
        time_zone=workspace.settings.time_zone,
    )
    if not ranked:
        return facts
    owned, prices = _items(history.upto(moment), ranked[0], moment)
    facts = replace(facts, prices=prices, owned=owned)
    if ranked[0].level != "item":  # type: ignore[attr-defined]
        return facts
    return replace(facts, steps=steps_up(history.upto(moment), ranked[0].kind, facts))


def _windows(workspace: Workspace) -> list[timedelta]:
    _, rules = workspace.offers
    return [rule.within for rule in rules if isinstance(rule, ContactLimit)]


def _effects(workspace: Workspace, moment: int) -> pa.Table:
    """Return EFFECTS, none where they are of another moment than the scores."""
    effects = workspace.lake.read(EFFECTS)
    of_now = effects.filter(pa.array(utc(effects["cutoff"]).to_numpy() == moment))
    if workspace.experiments and not of_now.num_rows:
        log.warning(
            "score: the effects of %s are not those of now; run `patron -w %s uplift` first",
            ", ".join(draws.name for draws in workspace.experiments),
            workspace.configs,
        )
    return of_now


def _items(past: History, task: Task, moment: int) -> tuple[pa.Table, pa.Table]:
    """Return who took which item ever, and what takers of an item paid for it in a horizon."""
    level = task.level  # type: ignore[attr-defined]
    item = past.code(level).astype(np.int64)
    names = past.names[level]
    width = np.int64(max(len(names), 1))
    taken = past.is_any("kind", (task.kind,)) & (item >= 0)
    pair = past.owner * width + item
    ever = np.unique(pair[taken])
    owned = pa.table(
        {
            "customer_id": pa.array(past.customers[ever // width], TEXT),
            "item": pa.array(names[ever % width], TEXT),
        },
        schema=OWNED,
    )
    lately = taken & (past.occurred_at > moment - micros(task.horizon))
    paid = np.bincount(
        item[lately], np.nan_to_num(past.numbers["amount"][lately]), minlength=len(names)
    )
    takers = np.bincount(np.unique(pair[lately]) % width, minlength=len(names))
    some = takers > 0
    prices = pa.table(
        {"item": pa.array(names[some], TEXT), "price": pa.array(paid[some] / takers[some])},
        schema=PRICES,
    )
    return owned, prices


def _export(
    workspace: Workspace,
    champions: Mapping[str, Model],
    parts: list[dict[Any, Any]],
    tables: Mapping[Table, pa.Table],
) -> None:
    """Write the champions and what the service and the report say of them as a bundle."""
    about = {
        "workspace": workspace.name,
        "title": workspace.settings.title,
        "currency": workspace.settings.currency,
        "language": workspace.settings.language,
        "policy": {
            **declared(*workspace.offers),
            **workspace.settings.model_dump(
                mode="json", include={"time_zone", "decisions_hold", "explore"}
            ),
        },
        "tasks": tasks_declared(workspace.task(name) for name in champions),
        "high_value_from": _high_value_from(tables[OUTLOOK]),
        "drivers": {part["task"]: part["drivers"] for part in parts},
        "bases": {part["task"]: part["base"] for part in parts},
        "segments": {
            part["task"]: told_segments(
                part["segments"], part["phrasing"], part[SCORES], tables[SCORES]
            )
            for part in parts
        },
    }
    text = json.dumps(about, indent=1) + "\n"
    version = write_bundle(workspace.bundles, champions, {"workspace.json": text})
    log.info("bundle: %s holds %s", version, ", ".join(champions))


def _high_value_from(outlook: pa.Table) -> float | None:
    """Return the least that a customer of high value is expected to bring; None without any."""
    least: float | None = pc.min(outlook.filter(outlook["high_value"])["predicted"]).as_py()
    return least
