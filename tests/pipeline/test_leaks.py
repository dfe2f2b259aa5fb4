import csv
from datetime import datetime, timedelta

import numpy as np

from patron.pipeline import build, examine

FEATURES = """
- {name: reason, type: attribute, attribute: leaving_reason, is_any: [price],
   idea: why they go, says: "reason {value}"}
- {name: days_since, type: recency, kind: purchase, idea: how recently they bought}
- {name: purchases, type: count, kind: purchase, windows: [P30D, ever], idea: how often they buy}
"""
CRM = """
type: csv
file: notes.csv
identifiers: {account: card, known_at: at, values: {card: card}}
attributes: {account: card, known_at: at, values: {leaving_reason: reason}}
"""
CUTOFF = datetime(2024, 1, 25)


def purchases(shop):
    """Return when each card of the till bought."""
    found = {}
    with (shop.raw / "till.csv").open() as file:
        for row in csv.DictReader(file):
            if row["paid"] != "much" and row["moment"] != "yesterday" and row["card"]:
                at = datetime.fromisoformat(row["moment"]).replace(tzinfo=None)
                found.setdefault(row["card"], []).append(at)
    return found


def planted(shop, known_at):
    """Plant a reason for leaving, written of those who never came back after a day."""
    noted = [
        (card, known_at(min(times), max(times)), "price")
        for card, times in purchases(shop).items()
        if max(times) < CUTOFF
    ]
    text = "\n".join(["card,at,reason", *(f"{c},{at.isoformat()},{why}" for c, at, why in noted)])
    shop.put("notes.csv", text + "\n")
    shop.write("sources/notes.yaml", CRM)
    till = (shop.configs / "sources" / "till.yaml").read_text()
    shop.write("sources/till.yaml", till.replace("{email: mail}", "{email: mail, card: card}"))
    shop.write("identity.yaml", "{trusted: [email, card], largest: 5}")
    shop.write("features.yaml", FEATURES)
    shop.write("tasks.yaml", "- {type: churn, horizon: P30D, active_within: P90D, cutoffs: 4}")
    build(shop.workspace)
    return [found for found in examine(shop.workspace) if "leaving_reason" in found.where]


def test_what_was_written_after_the_fact_and_backdated_is_named(opened_shop):
    (found,) = planted(opened_shop, known_at=lambda first, last: first)
    assert found.severity == "warning"
    assert found.where.startswith("task churn, source notes, attributes.leaving_reason")
    assert "(feature reason)" in found.where
    assert "were lost after" in found.what
    assert "written after the fact" in found.what
    assert "known_at" in found.fix


def test_what_is_known_only_since_it_was_loaded_is_a_note(opened_shop):
    (found,) = planted(opened_shop, known_at=lambda first, last: datetime(2024, 4, 1))
    assert found.severity == "note"
    assert "was not known before 2024-04-01" in found.what


def test_what_was_told_when_they_left_is_no_leak(opened_shop):
    # Whoever says so when they go is lost as surely, but did nothing after it.
    assert planted(opened_shop, known_at=lambda first, last: last + timedelta(hours=1)) == []


def test_a_column_that_tells_all_alone_is_told_whichever_way_it_reads():
    from patron.pipeline.leaks import strength

    lost = np.array([True, True, False, False])
    for column in ([4, 3, 2, 1], [1, 2, 3, 4], [np.nan, np.nan, 1, 2], [7, 7, np.nan, np.nan]):
        assert strength(lost, np.array(column, float)) == 1
    assert strength(lost, np.array([1.0, 2.0, 1.0, 2.0])) == 0.5


def test_only_among_many_answers_is_a_feature_that_tells_all_a_leak(history_of, day):
    from patron.features.recency import Recency
    from patron.pipeline.leaks import find_leaks
    from patron.tasks.churn import Churn

    task = Churn(name="churn", horizon=timedelta(days=16))
    features = [Recency(name="days_since", kind="purchase", idea="how recently they bought")]

    def told(customers):
        left = [{"who": f"a{n}", "at": "2024-01-01"} for n in range(customers)]
        stays = [
            {"who": f"b{n}", "at": at}
            for n in range(customers)
            for at in ("2024-01-20", "2024-02-10")
        ]
        history = history_of(*left, *stays)
        return [found.where for found in find_leaks(history, task, features, day("2024-01-25"))]

    assert told(30) == ["task churn, interactions.occurred_at (feature days_since)"]
    assert told(29) == []
