"""The lake -> the report about all customers."""

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import ModelError, ReportError
from patron.explain.words import words_of
from patron.history import micros, show_current
from patron.lake.database import literal
from patron.models import Bundle, read_bundle
from patron.pipeline.learn import check_built
from patron.pipeline.offered import offered
from patron.pipeline.recheck import check_effects, check_told, check_totals, language_of
from patron.pipeline.sound import count_known, count_sources
from patron.pipeline.tell import as_of, card_of
from patron.pipeline.workspace import Workspace
from patron.report import BookFacts, Counts, Curves, Driver, Grouped, Rejection, write_report
from patron.report.advice import advice
from patron.report.language import speaking
from patron.report.scored import scored
from patron.report.totals import totals_of
from patron.schema import AVERAGE_EFFECTS, CHANGES, DECISIONS, GRADES, REASONS, SCORES

log = logging.getLogger(__name__)

# Of the customers with most value at stake, so many have a card in the report.
CARDS = 8
NAMED = 60

COUNTS = """
SELECT count(DISTINCT customer_id) AS customers, count(*) AS interactions,
       min(occurred_at) AS first, max(occurred_at) AS last,
       (SELECT count(*) FROM items) AS items,
       (SELECT count(*) FROM rejected) AS rejected
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
    # Scores of items are many for each customer, and the report tells none of them.
    scores = lake.read(SCORES, where="item IS NULL")
    if not (scores.num_rows or lake.read(SCORES, columns=["task"]).num_rows):
        raise ModelError(
            f"{workspace.name} has no scores yet; run `patron -w {workspace.configs} score` first."
        )
    bundle = read_bundle(workspace.bundles)
    _check_champions(workspace, bundle, scores)
    named = most_at_stake(scores)
    # The cards, which are facts of the report, are said in the language of its reasons.
    with speaking(language_of(bundle)):
        facts = _facts(workspace, bundle, scores, named)
    check_told(lake, bundle, workspace.settings.currency, named)
    check_effects(facts.effects)
    with lake.connection() as connection:
        check_totals(connection, totals_of(scored(facts.scores, facts.as_of), advice(facts)))
    path = workspace.report
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.write_text(write_report(facts), encoding="utf-8")
    os.replace(draft, path)
    log.info("report: %s", path)
    return path


def _facts(
    workspace: Workspace, bundle: Bundle, scores: pa.Table, named: Sequence[str]
) -> BookFacts:
    lake = workspace.lake
    with lake.connection() as connection:
        moment = as_of(connection)
        show_current(connection, micros(moment))
        counts: dict[str, Any] = connection.sql(COUNTS).to_arrow_table().to_pylist()[0]
        kind = next((task.kind for task in workspace.tasks.values()), "purchase")
        spend = connection.sql(SPEND, params={"kind": kind}).to_arrow_table()
        rejections = connection.sql(REJECTIONS).to_arrow_table().to_pylist()
        cards = tuple(card_of(connection, workspace, one) for one in named[:CARDS])
        effects = lake.read(AVERAGE_EFFECTS)
        offers = offered(connection, lake, pc.unique(effects["offer"]).to_pylist())
        sources = count_sources(connection)
        known, people = count_known(connection)
    is_named = "customer_id IN (" + ", ".join(literal(one) for one in named) + ")"
    return BookFacts(
        title=workspace.settings.title,
        as_of=moment,
        currency=workspace.settings.currency,
        counts=Counts(**counts | people),
        grades=lake.read(GRADES),
        scores=scores,
        decisions=lake.read(DECISIONS, where="chosen"),
        reasons=lake.read(REASONS, where=is_named) if named else REASONS.empty(),
        changes=lake.read(CHANGES),
        spend=spend,
        effects=effects,
        offers=offers,
        sources=sources,
        known=known,
        drivers=_drivers(bundle),
        segments=_segments(bundle),
        language=language_of(bundle),
        curves={task: _curves(model.facts) for task, model in bundle.models.items()},
        cards=cards,
        rejected=tuple(Rejection(row["source"], row["reason"], row["n"]) for row in rejections),
        horizons={name: task.ahead for name, task in workspace.tasks.items()},
    )


def _check_champions(workspace: Workspace, bundle: Bundle, scores: pa.Table) -> None:
    """Raise ReportError where a champion was made since the customers were scored."""
    for task, name in bundle.names.items():
        said = pc.unique(scores.filter(pc.equal(scores["task"], task))["model"]).to_pylist()
        others = sorted({*said} - {name})
        if others:
            patron = f"patron -w {workspace.configs}"
            raise ReportError(
                f"The report was not written: the customers were scored by {others[0]}, and the "
                f"champion is {name} since then. Score them by it first, and write the report "
                f"after that: `{patron} score && {patron} report`."
            )


def most_at_stake(scores: pa.Table) -> list[str]:
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
    words = words_of(language_of(bundle))
    return tuple(
        Driver(task, words.idea(idea), share)
        for task, ideas in shares.items()
        for idea, share in ideas.items()
    )


def _segments(bundle: Bundle) -> tuple[Grouped, ...]:
    # Bundles that were written before there were segments have none.
    by_task = json.loads(bundle.texts["workspace.json"]).get("segments", {})
    words = words_of(language_of(bundle))
    return tuple(
        Grouped(
            task=task,
            **{**one, "ideas": tuple((words.idea(idea), move) for idea, move in one["ideas"])},
        )
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
