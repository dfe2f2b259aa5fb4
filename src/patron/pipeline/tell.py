"""The lake -> what people read: the card of one customer, and the report about all."""

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import ModelError, UnknownCustomer
from patron.history import micros, show_current
from patron.identity.clean import clean
from patron.models import Bundle, read_bundle
from patron.pipeline.known_as import Slice
from patron.pipeline.learn import check_built
from patron.pipeline.recheck import check_told, check_totals
from patron.pipeline.told import told_of
from patron.pipeline.workspace import Workspace
from patron.report import (
    BookFacts,
    Card,
    CardFacts,
    Counts,
    Curves,
    Driver,
    Grouped,
    Rejection,
    build_card,
    write_report,
)
from patron.report.advice import advice
from patron.report.scored import scored
from patron.report.totals import totals_of
from patron.schema import CHANGES, DECISIONS, GRADES, HISTORY, REASONS, SCORES

log = logging.getLogger(__name__)

# Of the customers with most value at stake, so many have a card in the report.
CARDS = 8
NAMED = 60

# Who has the accounts of a customer now: the customer, or whom a former one is part of.
NOW = """
SELECT DISTINCT now.customer_id FROM customers AS c JOIN current_customers AS now
USING (source, account) WHERE c.customer_id = $id
"""
# What the last scoring said of a customer.
SAID = ("scores", "outlook", "reasons", "decisions")
BY_CUSTOMER = "SELECT * FROM {table} WHERE customer_id = $id"
ITEMS_OF = (
    "SELECT * FROM items WHERE item IN (SELECT item FROM current_history WHERE customer_id = $id)"
)
NAMED_SO = """
SELECT DISTINCT c.customer_id, i.id_type, i.id_value
FROM identifiers AS i JOIN current_customers AS c USING (source, account) WHERE i.id_type = $type
"""
MOMENTS = """
SELECT max(cutoff) AS at FROM scores UNION ALL SELECT max(occurred_at) FROM history
"""
COUNTS = """
SELECT count(DISTINCT customer_id) AS customers, count(*) AS interactions,
       min(occurred_at) AS first, max(occurred_at) AS last
FROM current_history WHERE actor = 'customer'
"""
SPEND = """
SELECT customer_id, coalesce(sum(amount), 0)::DOUBLE AS spent,
       sum(amount * margin)::DOUBLE AS margin
FROM current_history LEFT JOIN items USING (item)
WHERE kind = $kind GROUP BY customer_id ORDER BY customer_id
"""
# One reason a kind of mistake: what was found stands in quotes and differs from row to row.
REJECTIONS = """
SELECT source, regexp_replace(reason, '''[^'']*''', '…', 'g') AS reason, count(*) AS n
FROM rejected GROUP BY ALL ORDER BY n DESC, source, reason LIMIT 20
"""


def customer_card(workspace: Workspace, who: str) -> Card:
    """Return the seven-part card of a customer.

    Parameters
    ----------
    who
        A customer_id, or an identifier written ``type:value`` such as ``household:2375``. The
        id of a former customer stands for the one it is part of now.

    Raises
    ------
    UnknownCustomer
        If nobody has that id.
    LakeError
        If the history was not built yet.
    """
    check_built(workspace)
    with workspace.lake.connection() as connection:
        show_current(connection, micros(_as_of(connection)))
        customer_id = _find(connection, workspace, who)
        return _card(connection, workspace, customer_id)


def _find(connection: Any, workspace: Workspace, who: str) -> str:
    known = connection.execute(NOW, {"id": who}).fetchall()
    if known:
        return str(known[0][0])
    country = workspace.identity.country
    id_type, colon, id_value = who.partition(":")
    found = _named(connection, id_type, id_value, country) if colon else []
    if len(found) == 1:
        return found[0]
    types = connection.execute("SELECT DISTINCT id_type FROM identifiers ORDER BY 1").fetchall()
    forms = ", ".join(f"{row[0]}:…" for row in types)
    some = connection.execute(
        "SELECT customer_id FROM current_customers ORDER BY 1 LIMIT 1"
    ).fetchall()
    example = f" such as {some[0][0]}" if some else ""
    ambiguous = f" ({len(found)} customers share it)" if found else ""
    raise UnknownCustomer(
        f"{workspace.name} knows no customer {who!r}{ambiguous}. Give a customer id{example}, "
        f"or an identifier as {forms or 'type:value'}."
    )


def _named(connection: Any, id_type: str, id_value: str, country: str | None) -> list[str]:
    """Return the customers with an identifier, however it is written."""
    known = connection.sql(NAMED_SO, params={"type": id_type}).to_arrow_table()
    asked = clean(pa.chunked_array([[id_type]]), pa.chunked_array([[id_value]]), country)
    same = pc.equal(clean(known["id_type"], known["id_value"], country), asked[0])
    return [str(one) for one in pc.unique(known.filter(same)["customer_id"]).to_pylist()]


def _card(connection: Any, workspace: Workspace, customer_id: str) -> Card:
    def rows(query: str, table: str = "") -> pa.Table:
        found = connection.sql(query.format(table=table), params={"id": customer_id})
        return found.to_arrow_table()

    as_of = _as_of(connection)
    part = Slice(customer_id, customer_id)
    told = told_of(connection, part, as_of, workspace.identity.country)
    facts = CardFacts(
        currency=workspace.settings.currency,
        history=rows(BY_CUSTOMER, "current_history").select(list(HISTORY.columns)),
        items=rows(ITEMS_OF),
        horizons={name: task.ahead for name, task in workspace.tasks.items()},
        **{table.name: some.drop_columns(["whose"]) for table, some in told.items()},
        **{name: rows(BY_CUSTOMER, name) for name in SAID},
    )
    return build_card(customer_id, facts, as_of)


def _as_of(connection: Any) -> datetime:
    """Return the moment of the newest scores of anybody, or the end of the history."""
    times: list[datetime | None] = connection.sql(MOMENTS).to_arrow_table()["at"].to_pylist()
    return next(time for time in times if time is not None)


def write_book(workspace: Workspace) -> Path:
    """Write the report about all customers and return its file.

    Raises
    ------
    ModelError
        If the customers were not scored yet.
    LakeError
        If the history was not even built.
    ReportError
        If a number that it would tell is not the one in the tables.
    """
    check_built(workspace)
    lake = workspace.lake
    scores, decisions = lake.read(SCORES), lake.read(DECISIONS)
    if not scores.num_rows:
        raise ModelError(
            f"{workspace.name} has no scores yet; run `patron -w {workspace.configs} score` first."
        )
    bundle = read_bundle(workspace.bundles)
    named = _most_at_stake(scores)
    with lake.connection() as connection:
        show_current(connection, micros(_as_of(connection)))
        counts = connection.sql(COUNTS).to_arrow_table().to_pylist()[0]
        kind = next((task.kind for task in workspace.tasks.values()), "purchase")
        spend = connection.sql(SPEND, params={"kind": kind}).to_arrow_table()
        rejections = connection.sql(REJECTIONS).to_arrow_table().to_pylist()
        items = connection.sql("SELECT count(*) AS n FROM items").to_arrow_table()["n"][0].as_py()
        cards = tuple(_card(connection, workspace, one) for one in named[:CARDS])
        is_named = "customer_id IN (" + ", ".join(f"'{one}'" for one in named) + ")"
        reasons = lake.read(REASONS, where=is_named) if named else REASONS.empty()
    facts = BookFacts(
        title=workspace.settings.title,
        as_of=pc.max(scores["cutoff"]).as_py(),
        currency=workspace.settings.currency,
        counts=Counts(**counts, items=items, rejected=sum(row["n"] for row in rejections)),
        grades=lake.read(GRADES),
        scores=scores,
        decisions=decisions.filter(decisions["chosen"]),
        reasons=reasons,
        changes=lake.read(CHANGES),
        spend=spend,
        drivers=_drivers(bundle),
        segments=_segments(bundle),
        curves={task: _curves(model.facts) for task, model in bundle.models.items()},
        cards=cards,
        rejected=tuple(Rejection(row["source"], row["reason"], row["n"]) for row in rejections),
        horizons={name: task.ahead for name, task in workspace.tasks.items()},
    )
    check_told(lake, bundle, workspace.settings.currency, named)
    with lake.connection() as connection:
        check_totals(connection, totals_of(scored(facts.scores, facts.as_of), advice(facts)))
    path = workspace.report
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.write_text(write_report(facts), encoding="utf-8")
    os.replace(draft, path)
    log.info("report: %s", path)
    return path


def _most_at_stake(scores: pa.Table) -> list[str]:
    """Return the customers with the highest probability of leaving times expected value."""
    by_task = {
        task: scores.filter(pc.equal(scores["task"], task)).select(["customer_id", "score"])
        for task in ("churn", "lifetime_value")
    }
    both = by_task["churn"].join(
        by_task["lifetime_value"], "customer_id", join_type="left outer", right_suffix="_value"
    )
    worth = pc.fill_null(both["score_value"], 1.0)
    stake = both.append_column("stake", pc.multiply(both["score"], worth))
    if not stake.num_rows:
        stake = by_task["lifetime_value"].rename_columns(["customer_id", "stake"])
    ordered = stake.sort_by([("stake", "descending"), ("customer_id", "ascending")])
    return [str(one) for one in ordered["customer_id"].slice(0, NAMED).to_pylist()]


def _drivers(bundle: Bundle) -> tuple[Driver, ...]:
    shares = json.loads(bundle.texts["workspace.json"])["drivers"]
    return tuple(
        Driver(task, idea, share) for task, ideas in shares.items() for idea, share in ideas.items()
    )


def _segments(bundle: Bundle) -> tuple[Grouped, ...]:
    # Bundles that were written before there were segments have none.
    by_task = json.loads(bundle.texts["workspace.json"]).get("segments", {})
    return tuple(
        Grouped(task=task, **{**one, "ideas": tuple(map(tuple, one["ideas"]))})
        for task, found in by_task.items()
        for one in found
    )


def _curves(facts: Any) -> Curves:
    return Curves.of(
        facts.get("calibration", ()),
        facts.get("gains", ()),
        facts.get("strongest_formula") or "",
        facts.get("formula_gains", ()),
    )
