"""How near answers come to the truth: identity by pairs, scores by order and sum."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.ranks import auc, mean_rank_correlation, rank_correlation
from patron.world.words import KINDS, Array

# Accounts that stand for somebody whom nothing names.
NAMELESS = r"^(receipt|cookie|device|phone):"


@dataclass(frozen=True)
class Measured:
    """One measure.

    Parameters
    ----------
    of
        What is measured: identity, churn, ...
    measure
        How.
    value
        What was found.
    possible
        What the true parameters themselves reach, where chance limits it.
    rows
        On how many accounts, customers or pairs.
    """

    of: str
    measure: str
    value: float
    possible: float | None
    rows: int


def grade_identity(customers: pa.Table, accounts: pa.Table) -> list[Measured]:
    """Return how the customers found compare with the people.

    Pairs of accounts are right where both are one person's. Accounts that several people share
    (a household's cookie) are nobody's and left out.

    Parameters
    ----------
    customers
        source, account, customer_id; each account once.
    accounts
        The truth: source, account, person.
    """
    both = _joined(customers, accounts)
    named = both.filter(pc.invert(pc.match_substring_regex(both["account"], NAMELESS)))
    found = []
    for rows, which in ((named, "accounts with a name"), (both, "all accounts")):
        precision, recall = _pairs(rows)
        found += [
            Measured("identity", f"precision of pairs, {which}", precision, None, rows.num_rows),
            Measured("identity", f"recall of pairs, {which}", recall, None, rows.num_rows),
        ]
    several = _groups(both, "customer_id")
    mixed = int((several["person_count_distinct"].to_numpy() > 1).sum())
    found.append(
        Measured("identity", "customers made of two people or more", mixed, None, len(several))
    )
    return found


def persons_of(customers: pa.Table, accounts: pa.Table) -> pa.Table:
    """Return the person of each customer_id: the one who has most of its accounts."""
    rows = _joined(customers, accounts)
    counts = rows.group_by(["customer_id", "person"]).aggregate([([], "count_all")])
    counts = counts.sort_by(
        [("customer_id", "ascending"), ("count_all", "descending"), ("person", "ascending")]
    )
    return counts.group_by("customer_id", use_threads=False).aggregate(
        [("person", "first")]
    ).rename_columns(["customer_id", "person"])  # fmt: skip


def grade_scores(scores: pa.Table, persons: pa.Table, expected: pa.Table) -> list[Measured]:
    """Return how the scores for churn and lifetime value compare with what was to be expected.

    Parameters
    ----------
    scores
        SCORES of the end of the raw files.
    persons
        customer_id and person.
    expected
        The truth at that moment.
    """
    found = []
    true = persons.join(expected, "person", join_type="inner")
    churn = _of_task(scores, "churn").join(true, "customer_id", join_type="inner")
    if churn.num_rows:
        score, away = _column(churn, "score"), _column(churn, "p_stays_away_8w")
        stayed_away, left = ~_flag(churn, "came_purchase_8w"), _flag(churn, "came_left_8w")
        risk, n = _column(churn, "p_leaves_8w"), churn.num_rows
        found += [
            Measured("churn", "AUC: who then bought nothing for 8 weeks",
                     auc(score, stayed_away), auc(away, stayed_away), n),
            Measured("churn", "AUC: who has left, or left in these weeks",
                     auc(score, left), auc(risk, left), n),
            Measured("churn", "rank correlation with the true probability",
                     rank_correlation(score, away), 1.0, n),
            Measured("churn", "mean score by mean true probability",
                     float(score.mean() / away.mean()), 1.0, n),
        ]  # fmt: skip
    value = _of_task(scores, "lifetime_value").join(true, "customer_id", join_type="inner")
    if value.num_rows:
        score, worth = _column(value, "score"), _column(value, "margin_seen_8w")
        came, n = _column(value, "came_margin_seen_8w"), value.num_rows
        found += [
            Measured("value", "rank correlation with the margin that came",
                     rank_correlation(score, came), rank_correlation(worth, came), n),
            Measured("value", "rank correlation with the expected margin",
                     rank_correlation(score, worth), 1.0, n),
            Measured("value", "sum of scores by sum of expected margins",
                     float(score.sum() / worth.sum()), 1.0, n),
        ]  # fmt: skip
    return found


def grade_ranking(scores: pa.Table, persons: pa.Table, tastes: pa.Table) -> list[Measured]:
    """Return how the ranking of kinds of product compares with people's true tastes."""
    rows = _of_task(scores, "next_offer").join(persons, "customer_id", join_type="inner")
    kind = pc.index_in(rows["item"], pa.array([name for _, _, name in KINDS])).to_numpy()
    place = pc.index_in(rows["person"], tastes["person"].combine_chunks()).to_numpy()
    if not len(place):
        return []
    shares = tastes["kinds"].combine_chunks().flatten().to_numpy().reshape(-1, len(KINDS))
    true = shares[place, kind]
    within = mean_rank_correlation(place, _column(rows, "score"), true)
    customers = len(np.unique(place))
    return [
        Measured(
            "next offer", "rank correlation with true taste, by customer", within, 1.0, customers
        )
    ]


def grade_offers(decisions: pa.Table, persons: pa.Table, offers: pa.Table) -> list[Measured]:
    """Return how the value of each offer that the truth knows compares with its true effect."""
    rows = decisions.join(persons, "customer_id", join_type="inner")
    rows = rows.join(offers, ["person", "offer"], join_type="inner")
    found = []
    for offer in sorted(pc.unique(rows["offer"]).to_pylist()):
        some = rows.filter(pc.equal(rows["offer"], offer))
        effect = _column(some, "basket_value") + _column(some, "stay_value")
        correlation = rank_correlation(_column(some, "value"), effect)
        measure = f"rank correlation with the true effect, {offer}"
        found.append(Measured("offers", measure, correlation, 1.0, some.num_rows))
    return found


def _joined(customers: pa.Table, accounts: pa.Table) -> pa.Table:
    """Return source, account, customer_id and person of accounts that are one person's."""
    owners = accounts.group_by(["source", "account"]).aggregate(
        [("person", "min"), ("person", "max")]
    )
    own = owners.filter(pc.equal(owners["person_min"], owners["person_max"]))
    own = own.select(["source", "account", "person_min"])
    own = own.rename_columns(["source", "account", "person"])
    needed = customers.select(["source", "account", "customer_id"])
    return needed.join(own, ["source", "account"], join_type="inner")


def _pairs(rows: pa.Table) -> tuple[float, float]:
    """Return precision and recall of the pairs of accounts that are one customer."""
    together = _count(rows, ["customer_id", "person"])
    found, true = _count(rows, ["customer_id"]), _count(rows, ["person"])
    return together / max(found, 1), together / max(true, 1)


def _count(rows: pa.Table, keys: list[str]) -> int:
    n = rows.group_by(keys).aggregate([([], "count_all")])["count_all"].to_numpy().astype(np.int64)
    return int((n * (n - 1) // 2).sum())


def _groups(rows: pa.Table, key: str) -> pa.Table:
    return rows.group_by(key).aggregate([("person", "count_distinct")])


def _of_task(scores: pa.Table, task: str) -> pa.Table:
    return scores.filter(pc.equal(scores["task"], task)).select(["customer_id", "item", "score"])


def _column(rows: pa.Table, name: str) -> Array:
    return np.asarray(rows[name].to_numpy(), dtype=np.float64)


def _flag(rows: pa.Table, name: str) -> Array:
    return np.asarray(rows[name].to_numpy(), dtype=bool)
