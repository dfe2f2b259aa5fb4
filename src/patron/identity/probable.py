"""Which accounts are probably one person, and what each field says for and against it.

Splink compares and scores; which pairs, and what a comparison proves, are ours: see `pairs` and
`learned`. The model has Splink's own settings, so that its charts can be drawn from it. Where some
accounts are known already, the few new pairs are scored by the same formula without it.
"""

import logging
from typing import Any

import numpy as np
import pyarrow as pa

from patron.errors import ModelError
from patron.identity.direct import score_directly
from patron.identity.frequencies import put_values
from patron.identity.learned import fits
from patron.identity.probable_rules import ProbableRules
from patron.identity.scores import Model, counts, database, score
from patron.schema import LINKS

log = logging.getLogger(__name__)


def probable_links(
    records: pa.Table, rules: ProbableRules, model: Model, known: pa.Table | None = None
) -> pa.Table:
    """Return LINKS of accounts that are probably one person.

    Parameters
    ----------
    records
        Of all accounts; see `make_records`.
    rules
        How sure is sure enough: `state` is "joins" from `merge_at` and "review" from `review_at`.
    model
        What `train` has learned.
    known
        Accounts (columns source and account) that have been compared with each other before, and
        are not again.

    Raises
    ------
    ConfigError
        If the extra `identity` is not installed.
    ModelError
        If the model was learned for other fields or blocking rules.
    """
    if not fits(model, rules):
        was = [one["field"] for one in model.get("rules", {}).get("compare", [])]
        raise ModelError(
            f"The model was learned to compare {was}, in other ways or by other blocking rules "
            f"than identity.yaml says now, {[one.field for one in rules.compare]}: learn it anew."
        )
    with database(records, rules, known, model) as connection:
        links = _links(connection, rules, model, directly=known is not None)
    log.info("probable: %s accounts -> %s links", f"{records.num_rows:,}", f"{links.num_rows:,}")
    return links


def _links(connection: Any, rules: ProbableRules, model: Model, directly: bool) -> pa.Table:
    settings, fields = model["settings"], [one.field for one in rules.compare]
    if not counts(connection)[1]:
        return LINKS.empty()
    put_values(connection, rules, model)
    if directly:
        scored = score_directly(connection, settings, "counted", "pairs", rules.review_at)
    else:
        scored = score(
            connection, settings, "counted", "pairs", threshold_match_probability=rules.review_at
        )
    connection.register("scored", scored)
    prior = settings["probability_two_random_records_match"]
    told = [f"'\"prior\": {np.log2(prior / (1 - prior)):.3f}'"]
    for field in fields:
        bits = f"mw_{field} + mw_tf_adj_{field}"
        told.append(f"CASE WHEN {bits} <> 0 THEN '\"{field}\": ' || round({bits}, 3) END")
    found = connection.sql(
        f"""
        SELECT l.source, l.account, r.source AS other_source, r.account AS other_account,
            'probable' AS by, round(match_probability, 9) AS probability,
            '{{' || concat_ws(', ', {", ".join(told)}) || '}}' AS evidence,
            greatest(l.known_at, r.known_at) AS known_at,
            CASE WHEN match_probability >= {rules.merge_at} THEN 'joins' ELSE 'review' END AS state
        FROM scored JOIN prepared AS l ON l.id = id_l JOIN prepared AS r ON r.id = id_r
        ORDER BY id_l, id_r
        """
    ).to_arrow_table()
    return LINKS.check(found)
