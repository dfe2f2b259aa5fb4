"""Copy what answers are made from out of the lake into the live store."""

import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import LakeError
from patron.features.compute import moment
from patron.history import show_current
from patron.identity.rules import IdentityRules
from patron.lake import Lake
from patron.live import LiveCustomer, LiveStore
from patron.live.worklist import CELLS
from patron.pipeline.figures import make_figures
from patron.pipeline.known_as import (
    Slice,
    commons,
    grants,
    held,
    included,
    name_customers,
    names,
    query,
)
from patron.pipeline.told import told_as_json
from patron.pipeline.workspace import Workspace
from patron.schema import HISTORY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

# Rows of HISTORY held at a time; more only if one customer alone has more.
ROWS_AT_A_TIME = 200_000
# Items kept of each customer's ranking, and offers of the decisions about them.
MOST_ITEMS = 20

LAST = "SELECT epoch_us(max(occurred_at)) FROM history WHERE actor = 'customer'"
COUNTS = """
SELECT customer_id, count(*) AS rows FROM current_history GROUP BY ALL ORDER BY customer_id
"""
PAST = f"""
SELECT {", ".join(HISTORY.columns)}
FROM current_history WHERE customer_id BETWEEN $first AND $last
ORDER BY customer_id, occurred_at, was, source, interaction_id
"""
KNOWN = "FROM current_facts WHERE customer_id BETWEEN $first AND $last ORDER BY customer_id"
DECISIONS = f"""
WITH newest AS (
    SELECT *, row_number() OVER (
        PARTITION BY customer_id ORDER BY cutoff DESC, chosen DESC, value DESC, offer, item
    ) AS place, max(cutoff) OVER (PARTITION BY customer_id) AS newest
    FROM decisions WHERE customer_id BETWEEN $first AND $last
)
SELECT customer_id, 'decisions' AS name, to_json(list({{
    'cutoff': epoch_us(cutoff), 'offer': offer, 'item': item, 'type': type, 'channel': channel,
    'p': p, 'cost': cost, 'value': value, 'refused_by': refused_by, 'chosen': chosen
}} ORDER BY place)) AS json
FROM newest WHERE cutoff = newest AND place <= {MOST_ITEMS} GROUP BY customer_id
"""
RANKINGS = f"""
WITH newest AS (
    SELECT *, row_number() OVER (
        PARTITION BY customer_id, task ORDER BY cutoff DESC, score DESC, item
    ) AS place, max(cutoff) OVER (PARTITION BY customer_id, task) AS newest
    FROM scores WHERE item IS NOT NULL AND customer_id BETWEEN $first AND $last
), told AS (
    SELECT customer_id, task, item, cutoff, list({{
        'idea': idea, 'contribution': contribution, 'sentence': sentence
    }} ORDER BY rank) AS reasons
    FROM reasons WHERE item IS NOT NULL AND customer_id BETWEEN $first AND $last GROUP BY ALL
)
SELECT customer_id, task AS name, to_json(list({{
    'cutoff': epoch_us(n.cutoff), 'item': item, 'score': score, 'percentile': percentile,
    'band': band, 'model': model, 'reasons': coalesce(reasons, [])
}} ORDER BY place)) AS json
FROM newest AS n LEFT JOIN told USING (customer_id, task, item, cutoff)
WHERE n.cutoff = newest AND place <= {MOST_ITEMS} GROUP BY customer_id, task
"""


def publish(
    lake: Lake,
    store: LiveStore,
    as_of: int,
    workspace: str,
    links_learnt_since: bool = True,
    rules: IdentityRules | None = None,
) -> int:
    """Replace what was published by the lake's newest state; return how many customers.

    Events that the service received and that this state has not yet stay in the store, and in
    its answers.

    Parameters
    ----------
    lake
        HISTORY and, where there are any, ITEMS, ATTRIBUTES, IDENTIFIERS, SCORES, REASONS and
        DECISIONS.
    store
        Where to; its readers see the old state or the new one.
    as_of
        Moment that answers are given for, in microseconds since 1970: the end of the history.
    workspace
        Name of the workspace.
    links_learnt_since
        Whether the customers are those of now, or those there were at `as_of`.
    rules
        What proves that a received event is of somebody who is known already; the defaults if
        left out.
    """
    versions = lake.versions()
    all_of = included(lake) if links_learnt_since else {}
    with lake.connection(versions) as connection:
        show_current(connection, as_of, links_learnt_since)
        name_customers(connection, rules)
        beside = commons(connection, rules or IdentityRules(), all_of)
        cells, worklist = make_figures(connection, as_of)
        beside = replace(beside, figures={CELLS: cells.as_json()}, worklist=worklist)
        customers = _customers(connection, as_of, rules)
        count = store.publish(customers, as_of, workspace, versions, beside)
    log.info("publish: %s customers", f"{count:,}")
    return count


def _customers(
    connection: "DuckDBPyConnection", as_of: int, rules: IdentityRules | None
) -> Iterator[LiveCustomer]:
    catalogue = connection.sql("FROM items").to_arrow_table().combine_chunks()
    country = None if rules is None else rules.country
    for part in _slices(connection.sql(COUNTS).to_arrow_table()):
        cards = told_as_json(connection, part, moment(as_of), country)
        for customer in _of_slice(connection, part, catalogue):
            yield replace(customer, card=cards.get(customer.customer_id, "{}"))


def _slices(counts: pa.Table) -> Iterator[Slice]:
    """Yield neighbouring customers whose rows fit in memory together."""
    ids, rows = counts["customer_id"], np.cumsum(counts["rows"].to_numpy())
    start = 0
    while start < len(rows):
        before = rows[start - 1] if start else 0
        stop = int(np.searchsorted(rows, before + ROWS_AT_A_TIME, side="right"))
        stop = max(stop, start + 1)
        yield Slice(ids[start].as_py(), ids[stop - 1].as_py())
        start = stop


def _of_slice(
    connection: "DuckDBPyConnection", part: Slice, catalogue: pa.Table
) -> Iterator[LiveCustomer]:
    past = HISTORY.check(query(connection, PAST, part)).combine_chunks()
    item = pc.index_in(past["item"], value_set=catalogue["item"].combine_chunks())
    places = item.combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
    facts = query(connection, KNOWN, part).combine_chunks()
    known = {name: facts.slice(start, stop - start) for name, start, stop in _runs(facts)}
    named, accounts = names(connection, part), held(connection, part)
    granted = grants(connection, part)
    answers = _answers(connection, part)
    for customer_id, start, stop in _runs(past):
        bought = np.unique(places[start:stop])
        yield LiveCustomer(
            customer_id,
            past.slice(start, stop - start),
            catalogue.take(pa.array(bought[bought >= 0])),
            known.get(customer_id, facts.slice(0, 0)),
            tuple(named.get(customer_id, ())),
            answers.get(customer_id, {}),
            *accounts.get(customer_id, (0, ())),
            tuple(granted.get(customer_id, ())),
        )


def _runs(rows: pa.Table) -> Iterator[tuple[str, int, int]]:
    """Yield each customer of rows in order of customer, and where their rows start and stop."""
    encoded = pc.run_end_encode(rows["customer_id"].combine_chunks())
    start = 0
    for name, stop in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
        yield name, start, stop
        start = stop


def _answers(connection: "DuckDBPyConnection", part: Slice) -> dict[str, dict[str, str]]:
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for text in (DECISIONS, RANKINGS):
        for row in query(connection, text, part).to_pylist():
            answers[row["customer_id"]][row["name"]] = row["json"]
    return answers


def publish_newest(
    workspace: Workspace, as_of: int | None = None, links_learnt_since: bool = True
) -> int:
    """Return how many customers were published of the newest history, without scoring anew.

    Parameters
    ----------
    as_of, links_learnt_since
        As for `publish`; the end of the history if left out.

    Raises
    ------
    LakeError
        If there is no history yet.
    """
    lake = workspace.lake
    end = _end(lake) if as_of is None else as_of
    store = live_store(workspace)
    try:
        rules = workspace.identity
        return publish(lake, store, end, workspace.name, links_learnt_since, rules)
    finally:
        store.close()


def _end(lake: Lake) -> int:
    with lake.connection() as connection:
        [(end,)] = connection.execute(LAST).fetchall()
    if end is None:
        raise LakeError(f"{lake.folder} has no history yet; run `patron build` first.")
    return int(end)


def live_store(workspace: Workspace) -> LiveStore:
    """Return the live store that the environment names, else the workspace's own."""
    return LiveStore(live_url(workspace))


def live_url(workspace: Workspace) -> str:
    """Return the address of the live store that the environment names, else the workspace's."""
    return os.environ.get("PATRON_DATABASE_URL") or f"sqlite:///{workspace.live}"
